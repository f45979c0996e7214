import type { CallOptions } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import {
  type ModelDeployment,
  modelDeployment,
  type Outcome,
} from './__fixtures__/model-backend.ts';
import { failureOf, request, settings } from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';
import type { DeploymentLimits } from './deployment.ts';
import type { RouterOptions } from './router-options.ts';

/** A router on a driven clock, and when each attempt of its calls started. */
function limited(
  fast: readonly (readonly [string, number | readonly number[], DeploymentLimits?])[],
  options: Partial<RouterOptions> = {},
) {
  const clock = drivenClock();
  const start = clock.now();
  const deployments = fast.map(([id, ms, limits]) =>
    modelDeployment(id, outcomesOf(ms), clock, limits === undefined ? {} : { limits }),
  );
  const starts: string[] = [];
  const router = createRouter({
    ...{ settings, clock, ...options },
    routes: { fast: deployments },
    onEvent(event) {
      if (event.type !== 'attempt_start') return;
      starts.push(`${event.attempt.deployment}${event.attempt.startedAtMs - start}`);
    },
  });
  const asks = (count: number, call: CallOptions = {}) =>
    Array.from({ length: count }, () => router.complete(request, call));
  return { clock, router, starts, asks, deployments };
}

function outcomesOf(ms: number | readonly number[]): readonly Outcome[] {
  return [ms].flat().map((latencyMs) => ({ latencyMs, does: 'ok' }));
}

const hits = (deployments: readonly ModelDeployment[]): readonly number[] =>
  deployments.map(({ transport }) => transport.hits);

describe('7.2 limits that are spent', () => {
  it('pass a deployment over while another has some left, whatever the tier', async () => {
    const { clock, asks, deployments } = limited([
      ['a', 10, { rpm: 2 }],
      ['b', 10, { rpm: 3 }],
    ]);
    await clock.run(Promise.all(asks(5)));
    expect(hits(deployments)).toEqual([2, 3]);
  });

  it('are waited for once all are, for the first tier', async () => {
    const { clock, asks, starts } = limited([
      ['a', 10, { rpm: 2 }],
      ['b', 10, { rpm: 1 }],
    ]);
    await clock.run(Promise.all(asks(5)));
    expect(starts).toEqual(['a0', 'a0', 'b0', 'a60000', 'a60000']);
  });

  it('of calls admit exactly as many in any sliding minute', async () => {
    const { clock, router, starts } = limited([['a', 10, { rpm: 2 }]]);
    const later = async (ms: number): Promise<void> => {
      await clock.sleep(ms, new AbortController().signal);
      await router.complete(request);
    };
    await clock.run(Promise.all([0, 40_000, 50_000, 70_000, 101_000].map(later)));
    expect(starts).toEqual(['a0', 'a40000', 'a60000', 'a100000', 'a120000']);
  });

  it('of tokens pass a deployment over that has too few left, and not only when it has none', async () => {
    const max_tokens = 600;
    const { clock, router, starts } = limited([
      ['a', 10, { tpm: 1000 }],
      ['b', 10, { tpm: 1000 }],
    ]);
    const calls = [1, 2, 3].map(() => router.complete({ ...request, max_tokens }));
    await clock.run(Promise.all(calls));
    expect(starts).toEqual(['a0', 'b0', 'a60000']);
  });

  it('of tokens count what was used, once that is known, and only by the call itself', async () => {
    const clock = drivenClock();
    const row = { latencyMs: 1000, does: 'ok', tokens: 100 } as const;
    const a = modelDeployment('a', [row], clock, { limits: { tpm: 1000 } });
    const router = createRouter({ settings, clock, routes: { fast: [a] } });
    await clock.run(router.complete({ ...request, max_tokens: 900 }));
    expect(router.snapshot().deployments[0]?.usageShare).toBe(0.1);
  });

  it('of attempts under way pass a deployment over until one is over', async () => {
    const { clock, router, asks, starts } = limited([
      ['a', 1000, { maxConcurrent: 2 }],
      ['b', 1000, { maxConcurrent: 1 }],
    ]);
    await clock.run(Promise.all(asks(4)));
    expect(starts).toEqual(['a0', 'a0', 'b0', 'a1000']);
    await clock.run(router.complete(request));
    expect(starts.at(-1)).toBe('a2000');
  });

  it('count from the start of the attempt, and not from its place in a bulkhead', async () => {
    const { clock, asks, starts } = limited([['a', 50_000, { rpm: 2, maxConcurrent: 1 }]]);
    await clock.run(Promise.all(asks(4)));
    expect(starts).toEqual(['a0', 'a50000', 'a100000', 'a150000']);
    // The second starts late, behind the first; the fourth must keep a minute from that.
    const held = limited([['a', [59_000, 1000, 1000, 1000], { rpm: 2, maxConcurrent: 1 }]]);
    await held.clock.run(Promise.all(held.asks(4)));
    expect(held.starts).toEqual(['a0', 'a59000', 'a60000', 'a119000']);
  });

  it('count from the start where the rate limit of the pool holds an attempt up', async () => {
    const clock = drivenClock();
    const pool = 'key';
    const a = modelDeployment('a', 10, clock, { pool });
    const b = modelDeployment('b', 10, clock, { pool, limits: { rpm: 1 } });
    const rateLimit = { perSecond: 0.1 };
    const router = createRouter({ settings, clock, rateLimit, routes: { fast: [a], slow: [b] } });
    const start = clock.now();
    const slow = { ...request, model: 'slow' };
    await clock.run(Promise.all([router.complete(request), router.complete(slow)]));
    const { scillm } = await clock.run(router.complete(slow));
    expect(scillm.attempts[0]?.startedAtMs).toBe(start + 70_000);
  });

  it('Q4 beyond the deadline are refused at once, with the wait', async () => {
    const { clock, asks, starts } = limited([['a', 10, { rpm: 1 }]]);
    await clock.run(Promise.all(asks(1)));
    const before = clock.now();
    const error = await clock.run(failureOf(asks(1, { deadlineMs: 5000 })[0] ?? Promise.reject()));
    expect(error).toMatchObject({ code: 'local_limit', retryAfterMs: 59_990, attempts: [] });
    expect(clock.now()).toBe(before);
    expect(starts).toEqual(['a0']);
  });
});

describe('Q4 a rate limit of the router', () => {
  it('is kept by each pool, and shared by the deployments of one', async () => {
    const clock = drivenClock();
    const start = clock.now();
    const starts: string[] = [];
    const [a, b, c] = [
      modelDeployment('a', 1, clock, { pool: 'p' }),
      modelDeployment('b', 1, clock, { pool: 'p' }),
      modelDeployment('c', 1, clock),
    ];
    const router = createRouter({
      ...{ settings, clock, rateLimit: { perSecond: 2 } },
      routes: { fast: [a], slow: [b], other: [c] },
      onEvent(event) {
        if (event.type !== 'attempt_start') return;
        starts.push(`${event.attempt.deployment}${event.attempt.startedAtMs - start}`);
      },
    });
    const models = ['fast', 'slow', 'other', 'fast', 'slow', 'other'];
    await clock.run(Promise.all(models.map((model) => router.complete({ ...request, model }))));
    expect(starts).toEqual(['a0', 'c0', 'b500', 'c500', 'a1000', 'b1500']);
  });

  it('lets a burst start at once', async () => {
    const { clock, asks, starts } = limited([['a', 1]], { rateLimit: { perSecond: 1, burst: 2 } });
    await clock.run(Promise.all(asks(4)));
    expect(starts).toEqual(['a0', 'a0', 'a1000', 'a2000']);
  });
});

describe('Q5 a bulkhead of the router', () => {
  it('is kept by each pool', async () => {
    const { clock, asks, starts } = limited([['a', 1000]], { bulkhead: { limit: 2 } });
    await clock.run(Promise.all(asks(5)));
    expect(starts).toEqual(['a0', 'a0', 'a1000', 'a1000', 'a2000']);
  });

  it('lets calls of higher priority in first', async () => {
    const { clock, router } = limited([['a', 1000]], { bulkhead: { limit: 1 } });
    const order: number[] = [];
    const ask = (priority: number): Promise<unknown> =>
      router.complete(request, { priority }).then(() => order.push(priority));
    await clock.run(Promise.all([0, 0, 1, 5, 1].map(ask)));
    expect(order).toEqual([0, 5, 1, 1, 0]);
  });
});
