import type { RouterState } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import {
  askedIn,
  busy,
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  settings,
  storyOf,
} from './__fixtures__/set-up.ts';
import { HEALTHY } from './core/health.ts';
import { createRouter } from './create-router.ts';
import { createMemoryState } from './state/create-memory-state.ts';

const broken = fault('server_error', { status: 500 });

describe('7.6 three counted failures in a row', () => {
  it('open: the next call goes straight to the fallback', async () => {
    const a = deployment('a', [broken]);
    const { router } = routerOf([a, deployment('b', ['answer'])]);
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['a', 'a', 'a', 'b']);
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['b']);
    expect(a.transport.calls).toHaveLength(3);
  });

  it('in three calls open as well', async () => {
    const a = deployment('a', [broken], { maxRetries: 0 });
    const { router } = routerOf([a, deployment('b', ['answer'])]);
    for (let count = 0; count < 5; count += 1) await router.complete(request);
    expect(a.transport.calls).toHaveLength(3);
  });

  it('B6 close again by the probe, of which the trail says that it was one', async () => {
    const a = deployment('a', [broken, broken, broken, 'answer']);
    const { clock, router } = routerOf([a, deployment('b', ['answer'])]);
    await router.complete(request);
    clock.advance(11_000);
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual(['a probe served']);
    expect((await router.complete(request)).scillm.attempts[0]?.kind).toBe('first');
  });

  it('R9 stay open for 20 s by a probe that fails, which is not retried', async () => {
    const a = deployment('a', [broken]);
    const { clock, router } = routerOf([a, deployment('b', ['answer'])]);
    await router.complete(request);
    clock.advance(11_000);
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual(['a probe server_error', 'b fallback served']);
    clock.advance(17_900);
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['b']);
    clock.advance(4200);
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['a', 'b']);
  });

  it('B7 close by a probe that meets a request at fault', async () => {
    const invalid = fault('invalid_request', { status: 400 });
    const a = deployment('a', [broken, broken, broken, invalid, 'answer']);
    const { clock, router } = routerOf([a, deployment('b', ['answer'])]);
    await router.complete(request);
    clock.advance(11_000);
    await failureOf(router.complete(request));
    expect((await router.complete(request)).scillm.attempts[0]?.kind).toBe('first');
  });

  it('B9 keep a lone deployment closed for 5 s at most', async () => {
    const a = deployment('a', [broken, broken, broken, 'answer']);
    const { clock, router } = routerOf([a]);
    await failureOf(router.complete(request));
    const slept = clock.sleeps.length;
    expect(storyOf((await router.complete(request)).scillm.attempts)).toEqual(['a probe served']);
    expect(clock.sleeps.slice(slept)).toEqual([5000]);
  });

  it('B9 let the retry of a lone deployment wait those 5 s', async () => {
    const a = deployment('a', [broken, broken, broken, 'answer']);
    const { clock, router } = routerOf([a], { retry: { maxRetries: 3 } });
    const { scillm } = await router.complete(request);
    expect(clock.sleeps[2]).toBe(5000);
    expect(scillm.attempts[3]).toMatchObject({ kind: 'retry', waitedMs: 5000 });
  });
});

describe('B10 the health', () => {
  it.each([fault('local_limit'), fault('circuit_open')])('is not changed by $code', async (own) => {
    const a = deployment('a', [own]);
    const { router } = routerOf([a, deployment('b', ['answer'])]);
    for (let count = 0; count < 6; count += 1) await router.complete(request);
    expect(a.transport.calls).toHaveLength(6);
  });
});

describe('B2 a retry wait', () => {
  const race = (first: ReturnType<typeof busy>) => {
    const clock = drivenClock();
    const a = deployment('a', [first, 'answer']);
    const b = deployment('b', ['answer']);
    const routes = { fast: [a, b], lone: [a] };
    return { clock, a, router: createRouter({ settings, clock, routes }) };
  };

  it('keeps another call off until it ends', async () => {
    const { clock, a, router } = race(busy(2000));
    const start = clock.now();
    const one = router.complete(request);
    await clock.run(Promise.resolve());
    const two = await clock.run(router.complete(request));
    expect(two.scillm.servedBy).toBe('b');
    expect(clock.now()).toBe(start);
    expect((await clock.run(one)).scillm.servedBy).toBe('a');
    expect(a.transport.calls).toHaveLength(2);
  });

  it('that nobody named keeps another call off too', async () => {
    const { clock, a, router } = race(busy());
    const lone = { ...request, model: 'lone' };
    const one = router.complete(lone);
    await clock.run(Promise.resolve());
    const two = clock.run(router.complete(lone));
    expect(a.transport.calls).toHaveLength(1);
    const [first, second] = await Promise.all([one, two]);
    expect(first.scillm.attempts[1]?.waitedMs).toBe(second.scillm.attempts[0]?.waitedMs);
  });
});

describe('B6 at half-open', () => {
  it('7.6 fifty calls are one probe, and 49 elsewhere', async () => {
    const a = deployment('a', [broken, broken, broken, 'answer']);
    const { clock, router } = routerOf([a, deployment('b', ['answer'])]);
    await router.complete(request);
    clock.advance(11_000);
    const calls = Array.from({ length: 50 }, () => router.complete(request));
    const served = (await Promise.all(calls)).map(({ scillm }) => scillm.servedBy);
    expect(served.filter((id) => id === 'a')).toHaveLength(1);
    expect(served.filter((id) => id === 'b')).toHaveLength(49);
  });

  it('a call that is alone waits for the result of the probe', async () => {
    const clock = drivenClock();
    const a = deployment('a', [broken, broken, broken, 'hang', 'answer']);
    const router = createRouter({ settings, clock, routes: { fast: [a] } });
    await clock.run(failureOf(router.complete(request)));
    const probe = failureOf(router.complete(request, { timeoutMs: 5000 }));
    await clock.run(Promise.resolve());
    const waiting = await clock.run(router.complete(request));
    expect((await probe).attempts[0]).toMatchObject({ kind: 'probe', code: 'timeout' });
    expect(waiting.scillm.attempts[0]).toMatchObject({ kind: 'probe', outcome: 'served' });
    expect(a.transport.calls).toHaveLength(5);
  });
});

describe('B6 a probe whose process died, in a state that others share', () => {
  it('keeps a deployment off for as long as its call could have lasted, and no longer', async () => {
    const state = createMemoryState();
    const a = deployment('a', ['ok']);
    const { clock, router } = routerOf([a], { state });
    const probeEndsAtMs = clock.now() + 5000;
    state.write([{ key: 'a', health: { ...HEALTHY, state: 'half-open', probeEndsAtMs } }]);
    const early = await failureOf(router.complete(request, { deadlineMs: 4000 }));
    expect([early.code, a.transport.calls.length]).toEqual(['circuit_open', 0]);
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual(['a probe served']);
    expect(clock.now()).toBe(probeEndsAtMs);
  });

  it('is believed dead only when its call, and a second to end it, are over', async () => {
    const memory = createMemoryState();
    memory.write([{ key: 'a', health: { ...HEALTHY, state: 'half-open' } }]);
    const written: number[] = [];
    const write: RouterState['write'] = (updates) => {
      written.push(...updates.map(({ health }) => health.probeEndsAtMs));
      memory.write(updates);
    };
    const { clock, router } = routerOf([deployment('a', ['ok'])], { state: { ...memory, write } });
    await router.complete(request, { deadlineMs: 4000 });
    expect(written).toEqual([clock.now() + 5000, 0]);
  });
});

describe('a burst', () => {
  it('of failures strikes once, and a late answer does not end the opening', async () => {
    const clock = drivenClock();
    const script = [...Array.from({ length: 10 }, () => broken), 'answer'];
    const a = deployment('a', script, { maxRetries: 0 });
    const router = createRouter({
      settings,
      clock,
      routes: { fast: [a, deployment('b', ['answer'])] },
    });
    const calls = Array.from({ length: 11 }, () => router.complete(request));
    const served = await clock.run(Promise.all(calls));
    expect(served.map(({ scillm }) => scillm.servedBy).filter((id) => id === 'a')).toEqual(['a']);
    expect((await router.complete(request)).scillm.servedBy).toBe('b');
    await clock.run(clock.sleep(11_000, new AbortController().signal));
    expect((await router.complete(request)).scillm.attempts[0]?.kind).toBe('probe');
  });
});
