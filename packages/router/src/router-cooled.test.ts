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
import { createRouter } from './create-router.ts';
import type { RouterOptions } from './router-options.ts';

/** A router whose two deployments rest, for 60 s and for 30 s. */
async function resting(options: Omit<RouterOptions, 'routes'> = {}) {
  const a = deployment('a', [busy(60_000), 'answer']);
  const b = deployment('b', [busy(30_000), 'answer']);
  const { clock, router } = routerOf([a, b], options);
  await failureOf(router.complete(request, { deadlineMs: 20_000 }));
  return { a, b, clock, router };
}

describe('B8 wait', () => {
  it('waits for the first to return, and asks it', async () => {
    const { clock, router } = await resting();
    const { scillm } = await router.complete(request);
    expect(clock.sleeps).toEqual([30_000]);
    expect(storyOf(scillm.attempts)).toEqual(['b first served']);
    expect(scillm.attempts[0]?.waitedMs).toBe(30_000);
  });

  it('E7 keeps what to do, however long the name of who rests', async () => {
    const long = deployment(`base:${'x'.repeat(400)}`, [busy(60_000)]);
    const { router } = routerOf([long]);
    const error = await failureOf(
      router
        .complete(request, { deadlineMs: 20_000 })
        .catch(() => router.complete(request, { deadlineMs: 20_000 })),
    );
    expect(error.code).toBe('circuit_open');
    expect(error.message).toMatch(
      /^Every deployment of fast rests \(base:x+…\); the first returns in 60000 ms\. Call again then, or add a deployment\.$/,
    );
  });

  it('fails at once if that does not fit the deadline', async () => {
    const { a, b, clock, router } = await resting();
    const error = await failureOf(router.complete(request, { deadlineMs: 29_999 }));
    expect(error).toMatchObject({
      code: 'circuit_open',
      deployment: 'b',
      reason: 'rate_limit',
      retryAfterMs: 30_000,
      cause: { code: 'rate_limit' },
    });
    expect(error.message).toContain('30000 ms');
    expect(error.attempts).toEqual([]);
    expect(clock.sleeps).toEqual([]);
    expect([a, b].map(({ transport }) => transport.calls.length)).toEqual([1, 1]);
  });

  it('waits for one that rests after another has failed', async () => {
    const a = deployment('a', [fault('auth', { status: 401 })]);
    const b = deployment('b', [busy(9000), 'answer']);
    const { clock, router } = routerOf([a, b], { routes: { only: [b] } });
    await failureOf(router.complete({ ...request, model: 'only' }, { maxRetries: 0 }));
    const { scillm } = await router.complete(request);
    expect(askedIn(scillm.attempts)).toEqual(['a', 'b']);
    expect(clock.sleeps).toEqual([9000]);
  });

  it('R6 tells when somebody returns if a deployment opened for longer than the deadline', async () => {
    const broken = fault('server_error', { status: 500 });
    const { router } = routerOf([deployment('a', [broken])], { retry: { maxRetries: 9 } });
    const error = await failureOf(router.complete(request, { deadlineMs: 5500 }));
    expect(error).toMatchObject({ code: 'server_error', retryAfterMs: 5000 });
    expect(error.attempts).toHaveLength(3);
  });
});

describe('B8 fail', () => {
  it('fails at once, whatever the deadline', async () => {
    const { clock, router } = await resting({ whenAllCooled: 'fail' });
    const error = await failureOf(router.complete(request));
    expect(error).toMatchObject({ code: 'circuit_open', retryAfterMs: 30_000 });
    expect(clock.sleeps).toEqual([]);
  });

  it('does not wait out a long retry-after either', async () => {
    const { clock, router } = routerOf([deployment('a', [busy(30_000), 'answer'])], {
      whenAllCooled: 'fail',
    });
    expect(await failureOf(router.complete(request))).toMatchObject({ code: 'rate_limit' });
    expect(clock.sleeps).toEqual([]);
  });
});

describe('B8 try', () => {
  it('asks the one that returns first right away', async () => {
    const { clock, router } = await resting({ whenAllCooled: 'try' });
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual(['b first served']);
    expect(clock.sleeps).toEqual([]);
  });

  it('T5 enters the route of the one it asks', async () => {
    const a = deployment('a', [busy(60_000)]);
    const b = deployment('b', [busy(30_000), 'answer']);
    const { router } = routerOf([a], {
      whenAllCooled: 'try',
      routes: { slow: [b] },
      fallbacks: { generic: { fast: [{ route: 'slow', override: { temperature: 0 } }] } },
    });
    await failureOf(router.complete(request, { maxRetries: 0, maxAttempts: 2 }));
    expect((await router.complete(request)).scillm.servedBy).toBe('b');
    expect(b.transport.calls.map((call) => call.request.temperature)).toEqual([0, 0]);
  });

  it('asks another one that rests rather than the one that just failed', async () => {
    const a = deployment('a', [busy(20_000)]);
    const b = deployment('b', [busy(60_000), 'answer']);
    const { router } = routerOf([a, b], { whenAllCooled: 'try', routes: { only: [b] } });
    await failureOf(router.complete({ ...request, model: 'only' }));
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['a', 'b']);
  });

  it('I4 does not send a second probe beside one', async () => {
    const clock = drivenClock();
    const broken = fault('server_error', { status: 500 });
    const a = deployment('a', [broken, broken, broken, 'hang', 'answer']);
    const router = createRouter({ settings, clock, whenAllCooled: 'try', routes: { fast: [a] } });
    await clock.run(failureOf(router.complete(request)));
    await clock.run(clock.sleep(5000, new AbortController().signal));
    const probe = failureOf(router.complete(request, { timeoutMs: 3000 }));
    await clock.run(Promise.resolve());
    const other = router.complete(request);
    await clock.run(Promise.resolve());
    expect(a.transport.calls).toHaveLength(4);
    await clock.run(probe);
    expect((await clock.run(other)).scillm.servedBy).toBe('a');
  });
});

describe('SCILLM_COOLDOWN_429_S', () => {
  it('B4 is how long a 429 without a wait rests, by the option before the environment', async () => {
    const restOf = async (rateLimitMs: number | undefined, env: number | undefined) => {
      const a = deployment('a', [busy(), 'answer']);
      const { clock, router } = routerOf([a], {
        settings: { ...settings, cooldown429Ms: env },
        ...(rateLimitMs === undefined ? {} : { cooldown: { rateLimitMs } }),
      });
      await failureOf(router.complete(request, { maxRetries: 0 }));
      await router.complete(request);
      return clock.sleeps;
    };
    expect(await restOf(undefined, 120_000)).toEqual([120_000]);
    expect(await restOf(7000, 120_000)).toEqual([7000]);
  });

  it('B4 says nothing where the server named a wait', async () => {
    const a = deployment('a', [busy(3000), 'answer']);
    const { clock, router } = routerOf([a], { cooldown: { rateLimitMs: 120_000 } });
    await failureOf(router.complete(request, { maxRetries: 0 }));
    await router.complete(request);
    expect(clock.sleeps).toEqual([3000]);
  });

  it('B4 is the least once retries were spent', async () => {
    const a = deployment('a', [busy(3000), busy(3000), 'answer']);
    const { clock, router } = routerOf([a], { cooldown: { rateLimitMs: 120_000 } });
    await failureOf(router.complete(request, { maxRetries: 1 }));
    await router.complete(request);
    expect(clock.sleeps).toEqual([3000, 120_000]);
  });
});
