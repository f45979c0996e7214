import type { ChatError } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import { modelDeployment } from './__fixtures__/model-backend.ts';
import {
  askedIn,
  busy,
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  type ScriptedDeployment,
  settings,
} from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';
import type { Deployment } from './deployment.ts';

type Steps = readonly (ChatError | string)[];

const declared = (id: string, steps: Steps): ScriptedDeployment =>
  deployment(id, steps, { pool: 'key' });

/** A deployment whose pool nobody declared: its transport names it. */
const derived = (id: string, steps: Steps, pool = 'key'): ScriptedDeployment => ({
  ...deployment(id, steps, { order: 0 }),
  transport: scriptedTransport(steps, { id, pool }),
});

const calls = (...all: readonly ScriptedDeployment[]): readonly number[] =>
  all.map(({ transport }) => transport.calls.length);

/** Asks, and tells who was asked. */
async function asked(router: ReturnType<typeof createRouter>): Promise<string> {
  const outcome = await router.complete(request).then(
    ({ scillm }) => scillm.attempts,
    (error: ChatError) => error.attempts,
  );
  return askedIn(outcome).join(' ');
}

const limit = busy();
const money = fault('quota', { status: 402 });
const refused = fault('auth', { status: 401 });
const forbidden = fault('auth', { status: 403 });
const full = fault('rate_limit', { status: 503, reason: 'capacity' });

describe('Q1 the pool of a deployment', () => {
  it('is the declared one, else its transport’s, else it is one by itself', () => {
    const { router } = routerOf([
      { ...derived('a', ['ok'], 'of-transport'), pool: 'declared' },
      derived('b', ['ok'], 'of-transport'),
      deployment('c', ['ok']),
    ]);
    const { deployments, pools } = router.snapshot();
    expect(deployments.map(({ pool }) => pool)).toEqual(['declared', 'of-transport', 'c']);
    expect(pools.map(({ pool }) => pool)).toEqual(['declared', 'of-transport']);
  });
});

describe('Q2 a declared pool', () => {
  it.each<[string, ChatError, boolean]>([
    ['a rate limit', limit, true],
    ['a rate limit with a wait', busy(30_000), true],
    ['a spent quota', money, true],
    ['a refused key', refused, true],
    ['a forbidden model', forbidden, false],
    ['no capacity', full, false],
    ['a missing model', fault('not_found', { status: 404 }), false],
    ['a broken backend', fault('server_error', { status: 500 }), false],
    ['a request at fault', fault('unsupported', { status: 501 }), false],
  ])('by %s rests at once: %s', async (_, error, cools) => {
    const all = [declared('a', [error]), declared('b', ['ok']), deployment('c', ['ok'])] as const;
    const { router } = routerOf(all);
    const { scillm } = await router.complete(request, { maxRetries: 0 });
    expect(askedIn(scillm.attempts)).toEqual(cools ? ['a', 'c'] : ['a', 'b']);
    expect(router.snapshot().pools[0]?.state).toBe(cools ? 'open' : 'closed');
  });

  it('keeps off for as long as was asked, then takes calls', async () => {
    const all = [declared('a', [busy(30_000)]), declared('b', ['ok']), deployment('c', ['ok'])];
    const { clock, router } = routerOf(all);
    await router.complete(request);
    clock.advance(29_999);
    expect(await asked(router)).toBe('c');
    clock.advance(1);
    expect(await asked(router)).toBe('a c');
  });

  it('keeps a retry’s wait for all its deployments', async () => {
    const clock = drivenClock();
    const a = modelDeployment(
      'a',
      [
        { latencyMs: 10, does: busy(2000) },
        { latencyMs: 10, does: 'ok' },
      ],
      clock,
      { pool: 'key' },
    );
    const b = modelDeployment('b', 10, clock, { pool: 'key' });
    const router = createRouter({ settings, clock, routes: { fast: [a], other: [b] } });
    const first = router.complete(request);
    const second = clock
      .sleep(100, new AbortController().signal)
      .then(() => router.complete({ ...request, model: 'other' }));
    const [, { scillm }] = await clock.run(Promise.all([first, second]));
    const start = scillm.attempts[0]?.startedAtMs ?? 0;
    expect(start - (clock.now() - 20)).toBeGreaterThanOrEqual(-10);
    expect(scillm.attempts[0]?.waitedMs).toBe(1910);
  });

  it('is probed by one call of any of its deployments, and closed by its success', async () => {
    const clock = drivenClock();
    const outcomes = [
      { latencyMs: 10, does: limit },
      { latencyMs: 10, does: 'ok' },
      { latencyMs: 10, does: 'ok' },
      { latencyMs: 10, does: 'ok' },
    ] as const;
    const a = modelDeployment('a', outcomes, clock, { pool: 'key', order: 0, maxRetries: 0 });
    const b = modelDeployment('b', 10, clock, { pool: 'key', order: 0, maxRetries: 0 });
    const c = modelDeployment('c', 10, clock, { order: 1 });
    const router = createRouter({ settings, clock, routes: { fast: [a, b, c] } });
    const ask = async (count: number): Promise<string> => {
      const all = Array.from({ length: count }, () => router.complete(request));
      const served = await clock.run(Promise.all(all));
      return served.map(({ scillm }) => scillm.servedBy).join(' ');
    };
    expect(await ask(1)).toBe('c');
    await clock.run(clock.sleep(11_000, new AbortController().signal));
    expect(router.snapshot().pools[0]?.state).toBe('half-open');
    expect(await ask(4)).toBe('a c c c');
    expect(router.snapshot().pools[0]).toMatchObject({ state: 'closed', strikes: 0 });
    expect(await ask(2)).toBe('a a');
  });

  it('opens again by a probe that meets the limit, for 20 s, and by no other failure', async () => {
    const a = declared('a', [limit, limit, fault('network'), 'ok']);
    const { clock, router } = routerOf([a, deployment('c', ['ok'])]);
    await router.complete(request);
    clock.advance(11_000);
    expect(await asked(router)).toBe('a c');
    const until = router.snapshot().pools[0]?.untilMs ?? 0;
    expect(until - clock.now()).toBeGreaterThanOrEqual(18_000);
    clock.advance(22_000);
    expect(await asked(router)).toBe('a c');
    expect(router.snapshot().pools[0]?.state).toBe('half-open');
  });

  it('leaves the others of a route to the chain at once', async () => {
    const { router } = routerOf([declared('a', [refused]), declared('b', ['ok'])], {
      routes: { spare: [deployment('c', ['ok'])] },
      fallbacks: { generic: { fast: ['spare'] } },
    });
    expect(await asked(router)).toBe('a c');
  });

  it('B8 tells what opened it where everybody shares it', async () => {
    const { clock, router } = routerOf([declared('a', [money]), declared('b', ['ok'])]);
    expect((await failureOf(router.complete(request))).code).toBe('quota');
    const error = await failureOf(router.complete(request));
    expect(error).toMatchObject({ code: 'circuit_open', retryAfterMs: 900_000, reason: 'quota' });
    expect(clock.sleeps).toEqual([]);
  });
});

describe('Q3 a derived pool', () => {
  it.each<[string, ChatError, ChatError, boolean]>([
    ['two rate limits', limit, limit, true],
    ['two spent quotas', money, money, true],
    ['two refused keys', refused, refused, true],
    ['two forbidden models', forbidden, forbidden, false],
    ['two without capacity', full, full, false],
    ['two that differ', limit, money, false],
  ])('by %s rests with the second: %s', async (_, first, second, cools) => {
    const [a, b, c] = [derived('a', [first]), derived('b', [second]), derived('c', ['ok'])];
    const { router } = routerOf([a, b, c, deployment('d', ['ok'])]);
    expect(await asked(router)).toBe(cools ? 'a b d' : 'a b c');
    expect(await asked(router)).toBe(cools ? 'd' : 'c');
  });

  it('does not rest for one deployment alone, however often', async () => {
    const { clock, router } = routerOf([derived('a', [busy(1000)]), derived('b', ['ok'])]);
    for (let count = 0; count < 4; count += 1) {
      expect(await asked(router)).toBe('a b');
      clock.advance(1000);
    }
  });

  it('does not rest if the first has come back, or failed more than 60 s before', async () => {
    for (const [wait, gap] of [
      [5000, 5000],
      [100_000, 60_001],
    ] as const) {
      const a = derived('a', [busy(wait)]);
      const b = derived('b', ['ok', busy(500_000)]);
      const all = [a, b, derived('c', ['ok']), deployment('d', ['ok'])];
      const { clock, router } = routerOf(all);
      await router.complete(request);
      clock.advance(gap);
      const { scillm } = await router.complete(request, { avoid: ['a'] });
      expect(askedIn(scillm.attempts)).toEqual(['b', 'c']);
      expect(router.snapshot().pools[0]?.state).toBe('closed');
    }
  });

  it('rests if the first failed 60 s before, and still does', async () => {
    const all = [derived('a', [busy(100_000)]), derived('b', ['ok', busy(500_000)])];
    const { clock, router } = routerOf([...all, derived('c', ['ok']), deployment('d', ['ok'])]);
    await router.complete(request);
    clock.advance(60_000);
    expect(await asked(router)).toBe('b d');
  });

  it('does not join what has the same model and another key', async () => {
    const [a, b, c] = [
      derived('a', [limit], 'one'),
      derived('b', [limit], 'two'),
      derived('c', ['ok'], 'one'),
    ];
    const { router } = routerOf([a, b, c]);
    expect(await asked(router)).toBe('a b c');
  });
});

it('two deployments on one key do not both get hammered', async () => {
  for (const make of [declared, derived]) {
    const [a, b] = [make('a', [busy(60_000)]), make('b', [busy(60_000)])];
    const { router } = routerOf([a, b, deployment('spare', ['ok'])] satisfies Deployment[]);
    const all = Array.from({ length: 50 }, () => asked(router));
    await Promise.all(all);
    for (let count = 0; count < 50; count += 1) expect(await asked(router)).toBe('spare');
    expect(calls(a, b)).toEqual(make === declared ? [50, 0] : [50, 50]);
  }
});
