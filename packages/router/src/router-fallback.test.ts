import type { ErrorCode } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import {
  askedIn,
  busy,
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  storyOf,
} from './__fixtures__/set-up.ts';

const broken = fault('server_error', { status: 500 });
const capacity = fault('rate_limit', { status: 503, reason: 'capacity' });

describe('7.6 a sibling', () => {
  const siblings = (first: Parameters<typeof deployment>[1]) => {
    const a = deployment('a', first, { order: 1 });
    const b = deployment('b', ['answer'], { order: 1 });
    return { a, b, ...routerOf([a, b]) };
  };

  it.each<[string, ReturnType<typeof fault>]>([
    ['429', busy()],
    ['429 with a short wait', busy(2000)],
    ['401', fault('auth', { status: 401 })],
    ['404', fault('not_found', { status: 404 })],
    ['402', fault('quota', { status: 402 })],
  ])('is asked at once after a %s, and the first is cooled', async (_, error) => {
    const { a, clock, router } = siblings([error, 'answer']);
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual([`a first ${error.code}`, 'b fallback served']);
    expect(scillm.attempts[1]?.decision).toBe('sibling');
    expect(clock.sleeps).toEqual([]);
    expect((await router.complete(request)).scillm.servedBy).toBe('b');
    expect(a.transport.calls).toHaveLength(1);
  });

  it('R3 is asked at once after a 500, which cools nothing by itself', async () => {
    const { clock, router } = siblings([broken, 'answer']);
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['a', 'b']);
    expect(clock.sleeps).toEqual([]);
    expect((await router.complete(request)).scillm.servedBy).toBe('a');
  });

  it('B5 takes no more calls once the wait the first named is over', async () => {
    const { clock, router } = siblings([busy(2000), 'answer']);
    await router.complete(request);
    clock.advance(1999);
    expect((await router.complete(request)).scillm.servedBy).toBe('b');
    clock.advance(1);
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual(['a first served']);
  });
});

describe('7.6 a later tier', () => {
  const tiers = (first: Parameters<typeof deployment>[1]) =>
    routerOf([deployment('a', first), deployment('b', ['answer'])]);

  it.each([
    ['429', busy(2000)],
    ['503', fault('rate_limit', { status: 503, retryAfterMs: 2000 })],
  ])('comes after the exact waits of a %s that names short ones', async (_, error) => {
    const { clock, router } = tiers([error]);
    const { scillm } = await router.complete(request);
    expect(clock.sleeps).toEqual([2000, 2000]);
    expect(askedIn(scillm.attempts)).toEqual(['a', 'a', 'a', 'b']);
    expect(scillm.attempts.map(({ waitedMs }) => waitedMs)).toEqual([0, 2000, 2000, 0]);
    expect(scillm.attempts.map(({ decision }) => decision)).toEqual([
      'first in order',
      'retry 1',
      'retry 2',
      'next tier',
    ]);
  });

  it.each([
    ['429', busy()],
    ['503', capacity],
    ['429 with a long wait', busy(60_000)],
  ])('is asked at once after a %s', async (_, error) => {
    const { clock, router } = tiers([error]);
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['a', 'b']);
    expect(clock.sleeps).toEqual([]);
  });

  it('B4 is served by the first again when its long wait is over', async () => {
    const { clock, router } = tiers([busy(60_000), 'answer']);
    await router.complete(request);
    clock.advance(59_999);
    expect((await router.complete(request)).scillm.servedBy).toBe('b');
    clock.advance(1);
    expect((await router.complete(request)).scillm.servedBy).toBe('a');
  });

  it('is reached in order, tier by tier', async () => {
    const gone = fault('auth', { status: 401 });
    const a = deployment('a', [gone], { order: 3 });
    const b = deployment('b', [gone], { order: 1 });
    const c = deployment('c', ['answer'], { order: 2 });
    const { scillm } = await routerOf([a, b, c]).router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual(['b first auth', 'c fallback served']);
  });
});

describe('E6 the end of a call', () => {
  const all = [
    deployment('a', [fault('auth', { status: 401 })]),
    deployment('b', [busy(40_000)]),
    deployment('c', [busy(30_000)]),
  ];

  it('names every deployment in order, the first as cause', async () => {
    const error = await failureOf(routerOf(all).router.complete(request, { deadlineMs: 20_000 }));
    expect(error.code).toBe('all_failed');
    expect(error.errors?.map(({ deployment: id }) => id)).toEqual(['a', 'b', 'c']);
    expect(error.cause).toBe(error.errors?.[0]);
    expect(error.retryAfterMs).toBe(30_000);
    expect(askedIn(error.attempts)).toEqual(['a', 'b', 'c']);
    for (const word of ['fast', 'a auth (401)', 'b rate_limit (429)', 'c rate_limit (429)']) {
      expect(error.message).toContain(word);
    }
    expect(error.message.length).toBeLessThanOrEqual(300);
  });

  it('is the error itself where one deployment was asked', async () => {
    const { router } = routerOf([deployment('a', [fault('auth', { status: 401 })])]);
    const error = await failureOf(router.complete(request));
    expect(error).toMatchObject({ code: 'auth', deployment: 'a' });
    expect(error.errors).toBeUndefined();
  });

  it('keeps the last error of each where one was asked more than once', async () => {
    const a = deployment('a', [broken, fault('auth', { status: 401 })]);
    const { router } = routerOf([a, deployment('b', [capacity])]);
    const error = await failureOf(router.complete(request, { maxAttempts: 3 }));
    expect(error.errors?.map(({ code }) => code)).toEqual(['auth', 'rate_limit']);
  });

  it('does not hide an earlier failure behind a request at fault', async () => {
    const b = deployment('b', [fault('invalid_request', { status: 400 })]);
    const { router } = routerOf([deployment('a', [capacity]), b, deployment('c', ['answer'])]);
    const error = await failureOf(router.complete(request));
    expect(error.code).toBe('all_failed');
    expect(error.errors?.map(({ code }) => code)).toEqual(['rate_limit', 'invalid_request']);
    expect(b.transport.calls).toHaveLength(1);
  });

  it('keeps a short message whatever the names', async () => {
    const id = (name: string): string => `${name}-${'long'.repeat(30)}`;
    const many = ['a', 'b', 'c', 'd'].map((name) => deployment(id(name), [capacity]));
    const error = await failureOf(routerOf(many).router.complete(request, { deadlineMs: 1 }));
    expect(error.message.length).toBeLessThanOrEqual(300);
    expect(error.message).toContain('scillm doctor');
    expect(error.errors).toHaveLength(4);
  });
});

describe('avoid', () => {
  const refused = fault('auth', { status: 401 });
  const a = () => deployment('a', ['answer']);

  it('passes over a deployment while another is left', async () => {
    const { router } = routerOf([a(), deployment('b', ['answer'])]);
    const { scillm } = await router.complete(request, { avoid: ['a'] });
    expect(askedIn(scillm.attempts)).toEqual(['b']);
  });

  it('asks it if nothing else is left', async () => {
    const { router } = routerOf([a(), deployment('b', [refused])]);
    const { scillm } = await router.complete(request, { avoid: ['a'] });
    expect(askedIn(scillm.attempts)).toEqual(['b', 'a']);
  });

  it('asks it rather than wait for another that rests', async () => {
    const { clock, router } = routerOf([a(), deployment('b', [refused])]);
    await router.complete(request, { avoid: ['a'] });
    expect(askedIn((await router.complete(request, { avoid: ['a'] })).scillm.attempts)).toEqual([
      'a',
    ]);
    expect(clock.sleeps).toEqual([]);
  });

  it('prefers a fallback route to it', async () => {
    const { router } = routerOf([a()], {
      routes: { slow: [deployment('b', ['answer'])] },
      fallbacks: { generic: { fast: ['slow'] } },
    });
    expect((await router.complete(request, { avoid: ['a'] })).scillm.servedBy).toBe('b');
  });
});

describe('E10 an error of several deployments', () => {
  it.each<[ErrorCode, string[]]>([
    ['all_failed', ['a', 'b']],
    ['no_route', ['a']],
    ['invalid_config', ['a']],
    ['internal', ['a']],
  ])('%s is not retried here', async (code, asked) => {
    const { clock, router } = routerOf([
      deployment('a', [fault(code)]),
      deployment('b', ['answer']),
    ]);
    const attempts = await router.complete(request).then(
      ({ scillm }) => scillm.attempts,
      (error) => error.attempts,
    );
    expect(askedIn(attempts)).toEqual(asked);
    expect(clock.sleeps).toEqual([]);
  });
});
