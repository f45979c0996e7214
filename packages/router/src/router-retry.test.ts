import type { ErrorCode } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import {
  busy,
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  storyOf,
} from './__fixtures__/set-up.ts';

const broken = fault('server_error', { status: 500 });

describe('7.6 a lone deployment', () => {
  it('R4 retries a 429 without a wait, then throws it', async () => {
    const a = deployment('a', [busy()]);
    const { clock, router } = routerOf([a]);
    const error = await failureOf(router.complete(request));
    expect(error).toMatchObject({ code: 'rate_limit', status: 429, deployment: 'a' });
    expect(storyOf(error.attempts)).toEqual([
      'a first rate_limit',
      'a retry rate_limit',
      'a retry rate_limit',
    ]);
    expect(clock.sleeps).toHaveLength(2);
    const [first = 0, second = 0] = clock.sleeps;
    expect(first).toBeGreaterThanOrEqual(500);
    expect(first).toBeLessThanOrEqual(1000);
    expect(second).toBeGreaterThanOrEqual(500);
    expect(second).toBeLessThanOrEqual(2000);
  });

  it('R5 waits a long retry-after if it fits the deadline, and asks again', async () => {
    const { clock, router } = routerOf([deployment('a', [busy(30_000), 'answer'])]);
    const { scillm } = await router.complete(request);
    expect(clock.sleeps).toEqual([30_000]);
    expect(storyOf(scillm.attempts)).toEqual(['a first rate_limit', 'a retry served']);
    expect(scillm.attempts[1]?.waitedMs).toBe(30_000);
  });

  it('R5 waits a long retry-after of a fault that is only counted', async () => {
    const slow = fault('server_error', { status: 500, retryAfterMs: 30_000 });
    const { clock, router } = routerOf([deployment('a', [slow, 'answer'])]);
    await router.complete(request);
    expect(clock.sleeps).toEqual([30_000]);
  });

  it('R5 waits a long retry-after of a fault that cools nothing', async () => {
    const full = fault('local_limit', { retryAfterMs: 30_000 });
    const { clock, router } = routerOf([deployment('a', [full, 'answer'])]);
    await router.complete(request);
    expect(clock.sleeps).toEqual([30_000]);
  });

  it('R6 fails at once with retryAfterMs if a long one does not fit the deadline', async () => {
    const { clock, router } = routerOf([deployment('a', [busy(3_600_000)])]);
    const error = await failureOf(router.complete(request));
    expect(error).toMatchObject({ code: 'rate_limit', retryAfterMs: 3_600_000 });
    expect(clock.sleeps).toEqual([]);
  });

  it('R6 fails at once with the computed wait that does not fit', async () => {
    const { clock, router } = routerOf([deployment('a', [busy()])]);
    const error = await failureOf(router.complete(request, { deadlineMs: 400 }));
    expect(error.code).toBe('rate_limit');
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(500);
    expect(clock.sleeps).toEqual([]);
  });

  it('B4 rests its base length, and not the wait that did not fit', async () => {
    const a = deployment('a', [busy(), 'answer']);
    const { clock, router } = routerOf([a]);
    await failureOf(router.complete(request, { deadlineMs: 400 }));
    await router.complete(request);
    expect(clock.sleeps).toHaveLength(1);
    expect(clock.sleeps[0]).toBeGreaterThanOrEqual(9000);
  });

  it.each<[ErrorCode, number]>([
    ['auth', 401],
    ['not_found', 404],
  ])('B9 %s (%i) is thrown without a retry, and the next call asks again', async (code, status) => {
    const a = deployment('a', [fault(code, { status })]);
    const { clock, router } = routerOf([a]);
    for (const calls of [1, 2]) {
      expect(await failureOf(router.complete(request))).toMatchObject({ code });
      expect(a.transport.calls).toHaveLength(calls);
    }
    expect(clock.sleeps).toEqual([]);
  });

  it('asks once more after an empty answer, not twice', async () => {
    const { router } = routerOf([deployment('a', [fault('empty_response')])]);
    expect((await failureOf(router.complete(request))).attempts).toHaveLength(2);
  });
});

describe('7.6 a 400', () => {
  const invalid = fault('invalid_request', { status: 400 });

  it('is neither retried nor taken elsewhere', async () => {
    const b = deployment('b', ['answer']);
    const { clock, router } = routerOf([deployment('a', [invalid]), b]);
    expect(await failureOf(router.complete(request))).toMatchObject({ code: 'invalid_request' });
    expect(b.transport.calls).toEqual([]);
    expect(clock.sleeps).toEqual([]);
  });

  it('R2 is retried, and still not taken elsewhere, if the server says so', async () => {
    const again = fault('invalid_request', { status: 400, shouldRetry: true });
    const a = { ...deployment('a', [again]), order: 1 };
    const b = { ...deployment('b', ['answer']), order: 1 };
    const { router } = routerOf([a, b]);
    const error = await failureOf(router.complete(request));
    expect(storyOf(error.attempts).map((story) => story.split(' ')[0])).toEqual(['a', 'a', 'a']);
    expect(b.transport.calls).toEqual([]);
  });
});

describe('R1 how many retries', () => {
  const story = async (
    own: number | undefined,
    router: number | undefined,
    call: number | undefined,
  ): Promise<number> => {
    const a = deployment('a', [broken], own === undefined ? {} : { maxRetries: own });
    const b = deployment('b', ['answer']);
    const options = router === undefined ? {} : { retry: { maxRetries: router } };
    const subject = routerOf([a, b], options).router;
    await subject.complete(request, call === undefined ? {} : { maxRetries: call });
    return a.transport.calls.length;
  };

  it.each([
    [undefined, undefined, undefined, 3],
    [undefined, 1, undefined, 2],
    [0, 1, undefined, 1],
    [2, 0, undefined, 3],
    [2, 2, 0, 1],
    [0, 0, 1, 2],
  ])('deployment %s, router %s, call %s: %i attempts', async (own, router, call, attempts) => {
    expect(await story(own, router, call)).toBe(attempts);
  });

  it('7.6 none by the call: one attempt per deployment, fallback works', async () => {
    const { clock, router } = routerOf([deployment('a', [broken]), deployment('b', ['answer'])]);
    const { scillm } = await router.complete(request, { maxRetries: 0 });
    expect(storyOf(scillm.attempts)).toEqual(['a first server_error', 'b fallback served']);
    expect(clock.sleeps).toEqual([]);
  });
});

describe('waits', () => {
  it('are obeyed by the options of call, then router', async () => {
    const waitsOf = async (options: object, call: object): Promise<readonly number[]> => {
      const { clock, router } = routerOf([deployment('a', [busy(), 'answer'])], options);
      await router.complete(request, call);
      return clock.sleeps;
    };
    expect(await waitsOf({ retry: { retryAfterMs: 20_000 } }, {})).toEqual([20_000]);
    expect(await waitsOf({ retry: { retryAfterMs: 9 } }, { retryAfterMs: 20_000 })).toEqual([
      20_000,
    ]);
  });

  it('of a server are obeyed in place up to the longest of call, then router', async () => {
    const servedBy = async (options: object, call: object): Promise<string> => {
      const a = deployment('a', [busy(3000), 'answer']);
      const { router } = routerOf([a, deployment('b', ['answer'])], options);
      return (await router.complete(request, call)).scillm.servedBy;
    };
    expect(await servedBy({}, {})).toBe('a');
    expect(await servedBy({ retry: { maxRetryAfterMs: 2999 } }, {})).toBe('b');
    expect(await servedBy({ retry: { maxRetryAfterMs: 1 } }, { maxRetryAfterMs: 3000 })).toBe('a');
  });

  it('are recorded with the attempt they came before, and no other', async () => {
    const a = deployment('a', [busy(2000), fault('auth', { status: 401 })]);
    const { router } = routerOf([a, deployment('b', ['answer'])]);
    const { scillm } = await router.complete(request);
    expect(scillm.attempts.map(({ waitedMs }) => waitedMs)).toEqual([0, 2000, 0]);
  });
});
