import { type ChatRequest, readSettings } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';
import { createCompatible } from '@scillm/providers-compatible';
import { createRouter } from '@scillm/router';
import { describe, expect, it } from 'vitest';
import { failureOf, storyOf } from './__fixtures__/outcome.ts';
import { simulate } from './__fixtures__/simulated-environment.ts';
import { MODEL, settings, twoBases } from './__fixtures__/two-bases.ts';

const request: ChatRequest = { model: 'fast', messages: [{ role: 'user', content: 'Say OK' }] };

describe('7.6 over HTTP, a Retry-After', () => {
  it('R5 of an hour is never slept: the next is asked at once, the first until then no more', async () => {
    const clock = fakeClock();
    const faults = 'chutes-1 * -> status=429 retry-after=3600';
    const { router, hits } = await twoBases({ clock, faults });
    for (let count = 0; count < 3; count += 1) {
      expect((await router.complete(request)).scillm.servedBy).toBe('b');
    }
    expect(clock.sleeps).toEqual([]);
    expect(hits('a')).toBe(1);
    clock.advance(3_599_999);
    await router.complete(request);
    expect(hits('a')).toBe(1);
    clock.advance(1);
    await router.complete(request);
    expect(hits('a')).toBe(2);
  });

  it('R6 of an hour is never slept alone either: the call fails with it', async () => {
    const clock = fakeClock();
    const faults = '* * -> status=429 retry-after=3600';
    const { router, hits } = await twoBases({ clock, faults, isAlone: true });
    const error = await failureOf(router.complete(request));
    expect(error).toMatchObject({ code: 'rate_limit', status: 429, retryAfterMs: 3_600_000 });
    const later = await failureOf(router.complete(request));
    expect(later).toMatchObject({ code: 'circuit_open', retryAfterMs: 3_600_000 });
    expect([clock.sleeps, hits('a')]).toEqual([[], 1]);
  });

  it('as an HTTP date is slept, and the same is asked again', async () => {
    const clock = fakeClock({ nowMs: Date.now() });
    const faults = 'chutes-1 * n=1 -> status=429 retry-after=date+3';
    const { router } = await twoBases({ clock, faults });
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual([
      ['a', 'first', 'rate_limit'],
      ['a', 'retry', 'served'],
    ]);
    const waited = scillm.attempts[0]?.retryAfterMs ?? 0;
    expect(clock.sleeps).toEqual([waited]);
    // A date has whole seconds, and the first answer took some milliseconds.
    expect(waited).toBeGreaterThan(1000);
    expect(waited).toBeLessThanOrEqual(4000);
  });

  it('of 2 is waited for by a lone deployment, which succeeds', async () => {
    const clock = fakeClock();
    const faults = '* * n=1 -> status=429 retry-after=2';
    const { router } = await twoBases({ clock, faults, isAlone: true });
    const { scillm, choices } = await router.complete(request);
    expect(choices[0]?.message.content).toBe('FIRST');
    expect(scillm.attempts.map(({ waitedMs, outcome }) => [outcome, waitedMs])).toEqual([
      ['failed', 0],
      ['served', 2000],
    ]);
    expect(clock.sleeps).toEqual([2000]);
  });
});

describe('Q3 over HTTP, two deployments on one key', () => {
  it.each([
    ['derived from base and key', undefined, 2],
    ['declared', 'key', 1],
  ])('are one pool, %s, and do not both get hammered', async (_, pool, most) => {
    const faults = 'chutes-1 * -> status=429 retry-after=600';
    const simulator = await simulate({ surfaces: ['chutes-1', 'chutes-2'], faults });
    const at = (surface: 'chutes-1' | 'chutes-2') =>
      createCompatible({
        ...{ settings, baseUrl: simulator.base(surface), apiKey: simulator.key(surface) },
        authStyle: surface === 'chutes-2' ? 'x-api-key' : 'bearer',
      });
    const shared = pool === undefined ? {} : { pool };
    const deployments = ['one', 'two', 'three'].map((id) => ({
      ...{ id, model: MODEL, transport: at('chutes-1'), order: 0 },
      ...shared,
    }));
    const spare = { id: 'spare', model: MODEL, transport: at('chutes-2'), order: 1 };
    const clock = fakeClock();
    const router = createRouter({ settings, clock, routes: { fast: [...deployments, spare] } });
    for (let count = 0; count < 20; count += 1) {
      expect((await router.complete(request)).scillm.servedBy).toBe('spare');
    }
    expect(simulator.log.entries({ surface: 'chutes-1' })).toHaveLength(most);
    expect(router.snapshot().pools[0]).toMatchObject({ state: 'open', code: 'rate_limit' });
  });

  it('Q4 SCILLM_RATE_LIMIT_QPS spaces what they send together', async () => {
    const simulator = await simulate({ surfaces: ['chutes-1'] });
    const clock = fakeClock();
    const begin = clock.now();
    const transport = createCompatible({
      ...{ settings, baseUrl: simulator.base('chutes-1'), apiKey: simulator.key('chutes-1') },
    });
    const router = createRouter({
      clock,
      settings: readSettings({ SCILLM_RATE_LIMIT_QPS: '2' }),
      routes: {
        fast: [{ id: 'one', model: MODEL, transport }],
        slow: [{ id: 'two', model: MODEL, transport }],
      },
    });
    const starts: (number | undefined)[] = [];
    for (const model of ['fast', 'slow', 'fast']) {
      const { scillm } = await router.complete({ ...request, model });
      starts.push(scillm.attempts[0]?.startedAtMs);
    }
    expect(starts).toEqual([begin, begin + 500, begin + 1000]);
  });
});
