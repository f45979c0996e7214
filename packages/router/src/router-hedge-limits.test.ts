import { type ChatTransport, collect } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import { modelDeployment, type Outcome } from './__fixtures__/model-backend.ts';
import { failureOf, fault, request, settings, storyOf } from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';
import type { HedgeOptions } from './hedging.ts';
import type { RouterOptions } from './router-options.ts';

const ok = (latencyMs: number): Outcome => ({ latencyMs, does: 'ok' });

function hedged(
  outcomes: readonly Outcome[],
  hedge: HedgeOptions,
  options: Partial<RouterOptions> = {},
) {
  const clock = drivenClock();
  const a = modelDeployment('a', outcomes, clock);
  const b = modelDeployment('b', 10, clock);
  const router = createRouter({ settings, clock, ...options, hedge, routes: { fast: [a, b] } });
  return { clock, router, a, b };
}

describe('T7 when a hedge starts', () => {
  it.each<[string, HedgeOptions, number]>([
    ['the number given', { afterMs: 700 }, 700],
    ['but not before minMs', { afterMs: 50 }, 200],
    ['but not before minMs of its own', { afterMs: 50, minMs: 90 }, 90],
  ])('is after %s', async (_, hedge, after) => {
    const { clock, router } = hedged([ok(5000)], hedge);
    const start = clock.now();
    const { scillm } = await clock.run(router.complete(request));
    expect((scillm.attempts[1]?.startedAtMs ?? 0) - start).toBe(after);
  });

  it('is the 95th percentile of its deployment, once it has been heard of often enough', async () => {
    const outcomes = [...Array.from({ length: 19 }, (_, n) => ok(300 + n)), ok(900), ok(5000)];
    const { clock, router } = hedged(outcomes, { afterMs: 'p95' });
    for (let count = 0; count < 20; count += 1) {
      const { scillm } = await clock.run(router.complete(request));
      expect(scillm.attemptCount).toBe(1);
    }
    const { scillm } = await clock.run(router.complete(request));
    const [first, second] = scillm.attempts;
    expect((second?.startedAtMs ?? 0) - (first?.startedAtMs ?? 0)).toBe(318);
  });

  it('needs as many samples as minSamples says', async () => {
    const { clock, router } = hedged([ok(300), ok(300), ok(5000)], {
      afterMs: 'p95',
      minSamples: 2,
    });
    const counts: number[] = [];
    for (let count = 0; count < 3; count += 1) {
      counts.push((await clock.run(router.complete(request))).scillm.attemptCount);
    }
    expect(counts).toEqual([1, 1, 2]);
  });

  it('is by the first token for a stream, apart from whole answers', async () => {
    const hedge = { afterMs: 'p95', minSamples: 1 } as const;
    const { clock, router } = hedged([ok(300), ok(5000), ok(300), ok(5000)], hedge);
    await clock.run(router.complete(request));
    const slow = await clock.run(router.stream(request));
    expect((await collect(slow)).scillm.attemptCount).toBe(1);
  });
});

describe('T7 no hedge starts', () => {
  const slow = [ok(5000)];
  const counts = async (
    { clock, router }: ReturnType<typeof hedged>,
    calls: number,
  ): Promise<readonly number[]> => {
    const all: number[] = [];
    for (let count = 0; count < calls; count += 1) {
      all.push((await clock.run(router.complete(request))).scillm.attemptCount);
    }
    return all;
  };

  it('beyond its share of the last 100 calls', async () => {
    const world = hedged(slow, { afterMs: 500 });
    const all = await counts(world, 45);
    // ceil(0.05 * calls): one up to 20 calls, two up to 40, then three.
    const hedges = all.flatMap((count, index) => (count === 2 ? [index + 1] : []));
    expect(hedges).toEqual([1, 21, 41]);
  });

  it('beyond its share of calls made at once', async () => {
    const { clock, router } = hedged(slow, { afterMs: 500 });
    const calls = Array.from({ length: 120 }, () => router.complete(request));
    const all = await clock.run(Promise.all(calls));
    expect(all.filter(({ scillm }) => scillm.attemptCount === 2)).toHaveLength(5);
  });

  it('with a ratio of 0', async () => {
    expect(await counts(hedged(slow, { afterMs: 500, ratio: 0 }), 3)).toEqual([1, 1, 1]);
  });

  it('for a call with tools, unless that is allowed', async () => {
    const tools = [{ type: 'function', function: { name: 'f', parameters: {} } }] as const;
    for (const allowed of [false, true]) {
      const { clock, router } = hedged(slow, { afterMs: 500, ratio: 1, tools: allowed });
      const { scillm } = await clock.run(router.complete({ ...request, tools }));
      expect(scillm.attemptCount).toBe(allowed ? 2 : 1);
    }
  });

  it('beyond the attempts of the call', async () => {
    const { clock, router } = hedged(slow, { afterMs: 500, ratio: 1 });
    const { scillm } = await clock.run(router.complete(request, { maxAttempts: 1 }));
    expect(scillm.attemptCount).toBe(1);
  });

  it('while calls queue for the rate limit', async () => {
    const rateLimit = { perSecond: 0.5 };
    const { clock, router } = hedged(slow, { afterMs: 500, ratio: 1 }, { rateLimit });
    const calls = [1, 2].map(() => router.complete(request));
    const all = await clock.run(Promise.all(calls));
    // The first looks while the second queues; the second was not slow: it had not begun.
    expect(all.map(({ scillm }) => scillm.attemptCount)).toEqual([1, 1]);
  });

  it('I2 while the first waits behind a bulkhead, and so never beyond the attempts', async () => {
    const bulkhead = { limit: 1 };
    const { clock, router } = hedged([ok(3000)], { afterMs: 500, ratio: 1 }, { bulkhead });
    const calls = [1, 2].map(() => router.complete(request, { maxAttempts: 1 }));
    const all = await clock.run(Promise.all(calls));
    const stories = all.map(({ scillm }) => storyOf(scillm.attempts));
    expect(stories).toEqual([['a first served'], ['a first served']]);
  });
});

describe('T7 of streams', () => {
  const cut = fault('stream_cut', { reason: 'socket' });

  it('the first to begin wins; the loser is closed', async () => {
    const { clock, router } = hedged([ok(5000)], { afterMs: 500, ratio: 1 });
    const stream = await clock.run(router.stream(request));
    expect(router.snapshot().deployments.map(({ inFlight }) => inFlight)).toEqual([0, 1]);
    const { scillm } = await collect(stream);
    expect(storyOf(scillm.attempts)).toEqual(['a first aborted', 'b hedge served']);
    expect(router.snapshot().deployments.map(({ inFlight }) => inFlight)).toEqual([0, 0]);
    expect(clock.pending).toBe(0);
  });

  it('a loser that begins in the same moment is closed unread', async () => {
    const { clock, router } = hedged([ok(510)], { afterMs: 500, ratio: 1 });
    const { scillm } = await collect(await clock.run(router.stream(request)));
    const outcomes = scillm.attempts.map(({ outcome }) => outcome);
    expect([...outcomes].sort()).toEqual(['cancelled', 'served']);
    expect(router.snapshot().deployments.map(({ inFlight }) => inFlight)).toEqual([0, 0]);
    expect(clock.pending).toBe(0);
  });

  it('a loser that begins in the same moment is closed, though it does not hear its signal', async () => {
    const clock = drivenClock();
    let closed = 0;
    const a = modelDeployment('a', 510, clock);
    const deaf: ChatTransport = {
      ...a.transport,
      async stream(body, context) {
        const stream = await a.transport.stream(body, context);
        const iterator = stream[Symbol.asyncIterator]();
        const close = async () => {
          closed += 1;
          return { value: undefined, done: true } as const;
        };
        return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next(), return: close }) };
      },
    };
    const hedge = { afterMs: 500, ratio: 1 };
    const fast = [{ ...a, transport: deaf }, modelDeployment('b', 10, clock)];
    const router = createRouter({ settings, clock, hedge, routes: { fast } });
    const { scillm } = await collect(await clock.run(router.stream(request)));
    expect([scillm.servedBy, closed]).toEqual(scillm.servedBy === 'b' ? ['b', 1] : ['a', 0]);
    expect(scillm.servedBy).toBe('b');
  });

  it('one that wins and then breaks, or is left, leaves nothing behind', async () => {
    for (const end of ['breaks', 'left'] as const) {
      const clock = drivenClock();
      const a = modelDeployment('a', 5000, clock);
      const b = modelDeployment('b', [{ latencyMs: 10, does: 'ok', cut }], clock);
      const hedge = { afterMs: 500, ratio: 1 };
      const router = createRouter({ settings, clock, hedge, routes: { fast: [a, b] } });
      const stream = await clock.run(router.stream(request));
      if (end === 'breaks') expect((await failureOf(collect(stream))).code).toBe('stream_cut');
      else for await (const _ of stream) break;
      expect(router.snapshot().deployments.map(({ inFlight }) => inFlight)).toEqual([0, 0]);
      expect(clock.pending).toBe(0);
    }
  });
});
