import type { ChatRequest } from '@scillm/core';
import { fakeClock, scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import {
  busy,
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  settings,
} from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';
import { createMemoryState } from './state/create-memory-state.ts';
import { leastBusy } from './strategy/least-busy.ts';
import { lowestCost } from './strategy/lowest-cost.ts';
import { lowestLatency } from './strategy/lowest-latency.ts';
import { roundRobin } from './strategy/round-robin.ts';
import type { Strategy } from './strategy/strategy.ts';
import { usage } from './strategy/usage.ts';
import { weighted } from './strategy/weighted.ts';

const refused = fault('auth', { status: 401 });

describe('T8 explain', () => {
  it('gives candidates with tier, state and reasons, the plan, the chains and the limits', async () => {
    const all = [
      deployment('a', [refused], { order: 0 }),
      deployment('b', ['ok'], { order: 1, limits: { rpm: 1 } }),
      deployment('c', ['ok'], { order: 2, capabilities: { tools: false } }),
      deployment('d', ['ok'], { order: 3 }),
    ];
    const { clock, router } = routerOf(all, {
      routes: { spare: [deployment('s', ['ok'])], long: [deployment('l', ['ok'])] },
      fallbacks: { generic: { fast: ['spare'] }, context: { fast: ['long'] } },
    });
    await router.complete(request);
    clock.advance(1000);
    const tools = [{ type: 'function', function: { name: 'f', parameters: {} } }] as const;
    const options = { avoid: ['d'], timeoutMs: 7000, maxAttempts: 4 };
    expect(router.explain({ ...request, tools }, options)).toEqual({
      route: 'fast',
      strategy: 'inOrder',
      candidates: [
        {
          ...{ deployment: 'a', model: 'a-model', tier: 0, available: false, score: null },
          reasons: ['rests 599000 ms after auth'],
        },
        {
          ...{ deployment: 'b', model: 'b-model', tier: 1, available: true, score: 2 },
          reasons: ['limits spent'],
        },
        {
          ...{ deployment: 'c', model: 'c-model', tier: 2, available: false, score: null },
          reasons: ['lacks tools'],
        },
        {
          ...{ deployment: 'd', model: 'd-model', tier: 3, available: true, score: 1 },
          reasons: ['to be avoided'],
        },
      ],
      plan: ['s', 'd', 'b'],
      chains: { generic: ['spare'], context: ['long'], content: [] },
      timeouts: { connectMs: 5000, firstTokenMs: 10_000, idleMs: 15_000, attemptMs: 7000 },
      attempts: 4,
    });
  });

  it('says who is healthy, and who would be a probe or waits for one', async () => {
    const broken = deployment('a', [refused, 'hang']);
    const { clock, router } = routerOf([broken, deployment('b', ['ok'])]);
    await router.complete(request);
    clock.advance(600_000);
    const reasons = () => router.explain(request).candidates.map((each) => each.reasons);
    expect(reasons()).toEqual([['would be a probe'], ['healthy']]);
    const controller = new AbortController();
    const probe = router.complete(request, { signal: controller.signal });
    expect(reasons()).toEqual([['a probe is under way'], ['healthy']]);
    expect(router.explain(request).plan).toEqual(['b']);
    controller.abort();
    await failureOf(probe);
    expect(reasons()).toEqual([['would be a probe'], ['healthy']]);
  });

  it('changes nothing and asks nobody', async () => {
    const all = [deployment('a', [refused]), deployment('b', ['ok'], { limits: { rpm: 5 } })];
    const { clock, router } = routerOf(all, { strategy: roundRobin() });
    await router.complete(request);
    const before = JSON.stringify(router.snapshot());
    for (let count = 0; count < 5; count += 1) router.explain(request);
    expect(JSON.stringify(router.snapshot())).toBe(before);
    expect(all.map(({ transport }) => transport.calls.length)).toEqual([1, 1]);
    expect([clock.sleeps, clock.alarmCount]).toEqual([[], 0]);
  });

  it.each<[string, Strategy]>([
    ['weighted', weighted()],
    ['roundRobin', roundRobin()],
    ['leastBusy', leastBusy()],
    ['lowestLatency', lowestLatency()],
    ['lowestCost', lowestCost()],
    ['usage', usage()],
  ])(
    'begins its plan with whom a call asks on the same state and seed: %s',
    async (_, strategy) => {
      for (let seed = 1; seed <= 20; seed += 1) {
        const twin = () => {
          const all = ['a', 'b', 'c', 'd'].map((id, index) =>
            deployment(id, [...(index === seed % 4 ? [refused] : []), 'ok'], {
              weight: index + 1,
              prices: { inputPerMTok: (index * seed) % 3, outputPerMTok: 1 },
              limits: { rpm: 5 + index },
            }),
          );
          const clock = fakeClock({ seed });
          return createRouter({ settings, clock, strategy, routes: { fast: all } });
        };
        const [one, two] = [twin(), twin()];
        for (let count = 0; count < seed; count += 1) {
          await one.complete(request);
          await two.complete(request);
        }
        const { plan } = one.explain(request);
        const { scillm } = await two.complete(request);
        expect(scillm.attempts[0]?.deployment).toBe(plan[0]);
        expect(new Set(plan).size).toBe(plan.length);
      }
    },
  );

  it.each(['wait', 'try', 'fail'] as const)(
    'begins its plan with whom a call asks where everybody rests: %s',
    async (whenAllCooled) => {
      const all = [deployment('a', [busy(3000), 'ok']), deployment('b', [busy(2000), 'ok'])];
      const { router } = routerOf(all, { whenAllCooled });
      await failureOf(router.complete(request, { maxAttempts: 2, maxRetries: 0 }));
      const { plan, candidates } = router.explain(request);
      expect(candidates.map(({ available }) => available)).toEqual([false, false]);
      const asked = await router.complete(request, { maxRetries: 0 }).then(
        ({ scillm }) => scillm.servedBy,
        () => undefined,
      );
      expect(plan[0]).toBe(asked);
    },
  );

  it('T4 plans no more routes than a call may enter', () => {
    const routes = Object.fromEntries(['x', 'y'].map((id) => [id, [deployment(id, ['ok'])]]));
    const { router } = routerOf([deployment('a', ['ok'])], {
      ...{ routes, maxHops: 2 },
      fallbacks: { generic: { fast: ['x', 'y'] } },
    });
    expect(router.explain(request).plan).toEqual(['a', 'x']);
  });

  it('throws for an unknown route, and after close still explains', () => {
    const { router } = routerOf([deployment('a', ['ok'])]);
    expect(() => router.explain({ ...request, model: 'fst' })).toThrow(
      'No route named fst. Known routes: fast.',
    );
    router.close();
    expect(router.explain(request).plan).toEqual(['a']);
  });
});

describe('T9 snapshot', () => {
  it('tells of state, end, strikes, cause, calls under way, latency and use', async () => {
    const all = [
      deployment('a', [fault('quota', { status: 402 })], { pool: 'key' }),
      deployment('b', ['ok'], { limits: { rpm: 4 } }),
    ];
    const { clock, router } = routerOf(all);
    await router.complete(request);
    const untilMs = clock.now() + 900_000;
    const rest = { state: 'open', untilMs, strikes: 1, code: 'quota' };
    const none = { complete: null, stream: null };
    expect(router.snapshot()).toEqual({
      deployments: [
        { deployment: 'a', pool: 'key', ...rest, inFlight: 0, latencyMs: none, usageShare: 0 },
        {
          ...{ deployment: 'b', pool: 'b', state: 'closed', untilMs: null, strikes: 0, code: null },
          ...{ inFlight: 0, latencyMs: { complete: 0, stream: null }, usageShare: 0.25 },
        },
      ],
      pools: [{ pool: 'key', ...rest }],
    });
  });

  it('holds no secret of requests, transports or options', async () => {
    const secret = 'sk-planted-0123456789';
    const transport = { ...scriptedTransport([refused, 'ok'], { id: 'a' }), apiKey: secret };
    const told: ChatRequest = { ...request, messages: [{ role: 'user', content: secret }] };
    const { router } = routerOf([{ id: 'a', model: 'm', transport }]);
    await failureOf(router.complete(told));
    expect(JSON.stringify([router.snapshot(), router.explain(told)])).not.toContain('planted');
  });
});

describe('close', () => {
  it('takes no more calls, lets those under way end, and may be repeated', async () => {
    const { router } = routerOf([deployment('a', ['one two'])]);
    const stream = await router.stream(request);
    router.close();
    router.close();
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe('one two');
    for (const call of [router.complete(request), router.stream(request)])
      expect((await failureOf(call)).code).toBe('invalid_config');
  });
});

describe('T2 a state shared by two routers', () => {
  const state = createMemoryState();
  const clock = fakeClock();
  const pair = (options = {}) => {
    const make = () =>
      createRouter({
        ...{ settings, clock, state, ...options },
        routes: { fast: [deployment('a', [busy(5000), 'ok']), deployment('b', ['ok'])] },
      });
    return [make(), make()] as const;
  };

  it('shows one what the other met', async () => {
    const [one, two] = pair();
    await one.complete(request, { maxRetries: 0 });
    expect(two.snapshot().deployments[0]?.state).toBe('open');
    expect((await two.complete(request)).scillm.servedBy).toBe('b');
    clock.advance(5000);
    await two.complete(request, { maxRetries: 0 });
    expect(one.snapshot().deployments[0]?.state).toBe('open');
  });

  it('spaces the starts of both', async () => {
    const [one, two] = pair({ rateLimit: { perSecond: 1 } });
    clock.advance(10_000);
    const before = clock.now();
    for (const router of [one, two, one]) await router.complete(request, { avoid: ['a'] });
    expect(clock.now() - before).toBe(2000);
  });
});
