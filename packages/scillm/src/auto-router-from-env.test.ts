import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { failureOf, until } from './__fixtures__/outcome.ts';
import { DEEPSEEK, KIMI, ranked, SMALL_VL } from './__fixtures__/ranked.ts';
import {
  bareEnvironment,
  simulate,
  simulatedEnvironment,
} from './__fixtures__/simulated-environment.ts';
import { type AutoRouterOptions, autoRouterFromEnv } from './index.ts';

const request = { model: 'auto/text', messages: [{ role: 'user', content: 'Say OK' }] } as const;
const busy = (surface: string) =>
  `${surface} /v1/chutes/utilization model=${KIMI} -> utilization=0.99`;

/** A router over the simulator on a clock of the test's own, and what its calls come to. */
async function setUp(faults = '', options: AutoRouterOptions = {}) {
  const simulator = await simulatedEnvironment(faults);
  const clock = fakeClock();
  const router = await autoRouterFromEnv({ ...options, routerOptions: { clock } });
  const servedBy = async () => (await router.complete(request)).scillm.servedBy;
  return { simulator, clock, router, servedBy };
}

describe('F3 autoRouterFromEnv', () => {
  it('routes chutes/<kind> and auto/<kind> over deployments of one tier, in the order of rank', async () => {
    const { router } = await setUp('', { kind: 'text' });
    expect(router.routes).toEqual(['chutes/text', 'auto/text']);
    const { candidates, plan } = router.explain(request);
    expect(new Set(candidates.map(({ tier }) => tier)).size).toBe(1);
    expect(plan).toEqual(await ranked());
  });

  it('yields at once to the next when the first is full', async () => {
    const { router, clock } = await setUp(`* * model=${KIMI} -> status=429`);
    const { scillm } = await router.complete(request);
    expect(scillm.attempts.map(({ deployment }) => deployment)).toEqual([
      `chutes:${KIMI}`,
      `chutes:${DEEPSEEK}`,
    ]);
    expect(clock.sleeps).toEqual([]);
  });

  it('sets response_format for requireJson where the request has none', async () => {
    const { router, simulator } = await setUp('', { requireJson: true });
    await router.complete(request);
    await router.complete({ ...request, response_format: { type: 'text' } });
    const sent = simulator.log.entries({ path: '/v1/chat/completions' });
    expect(sent.map(({ body }) => body?.['response_format'])).toEqual([
      { type: 'json_object' },
      { type: 'text' },
    ]);
  });

  it('sends a request that is too long for a window to a model whose window is not', async () => {
    const { router } = await setUp();
    vi.stubEnv('SCILLM_MODEL_CAPS_JSON', JSON.stringify({ [KIMI]: { maxInputTokens: 2 } }));
    const short = await autoRouterFromEnv({ kind: 'text' });
    const text = 'A question of more than a few tokens. '.repeat(10);
    const long = { ...request, messages: [{ role: 'user' as const, content: text }] };
    expect((await router.complete(long)).scillm.servedBy).toBe(`chutes:${KIMI}`);
    expect((await short.complete(long)).scillm.servedBy).toBe(`chutes:${DEEPSEEK}`);
  });
});

describe('F4 where no base is of use', () => {
  it('E7 says so and what to do, however many bases there are', async () => {
    const simulator = await simulate({
      surfaces: ['chutes-1'],
      faults: '* /v1/models -> status=503',
    });
    bareEnvironment();
    for (let n = 10; n < 30; n += 1) vi.stubEnv(`SCILLM_API_BASE_${n}`, simulator.base('chutes-1'));
    const error = await failureOf(autoRouterFromEnv({ kind: 'vlm', maxBases: 20 }));
    expect(error.code).toBe('invalid_config');
    expect(error.message).toMatch(
      /^No base has a model for vlm\. base-10: rate_limit \(503\); .* and \d+ more\. Run scillm doctor, or pin one with CHUTES_VLM_MODEL\.$/,
    );
  });
});

describe('D8 the router of an environment', () => {
  it('ranks anew in the background after SCILLM_UTIL_TTL_S', async () => {
    vi.stubEnv('SCILLM_UTIL_TTL_S', '5');
    vi.stubEnv('SCILLM_UTIL_K', '1');
    const { simulator, clock, servedBy } = await setUp();
    expect(await servedBy()).toBe(`chutes:${KIMI}`);
    simulator.script(busy('chutes-1'));
    clock.advance(4999);
    expect(await servedBy()).toBe(`chutes:${KIMI}`);
    expect(simulator.log.entries({ path: '/v1/models', surface: 'chutes-1' })).toHaveLength(1);
    clock.advance(1);
    expect(await servedBy()).toBe(`chutes:${KIMI}`);
    await until(async () => (await servedBy()) === `chutes:${DEEPSEEK}`);
    expect(simulator.log.entries({ path: '/v1/models', surface: 'chutes-1' })).toHaveLength(2);
  });

  it('ranks anew after ttlMs where that is given', async () => {
    vi.stubEnv('SCILLM_UTIL_K', '1');
    const { simulator, clock, servedBy } = await setUp('', { ttlMs: 10 });
    simulator.script(busy('chutes-1'));
    clock.advance(10);
    await servedBy();
    await until(async () => (await servedBy()) === `chutes:${DEEPSEEK}`);
  });

  it('keeps at rest who rests, and asks nobody the less for it', async () => {
    vi.stubEnv('SCILLM_UTIL_K', '1');
    const { simulator, clock, router, servedBy } = await setUp('', { ttlMs: 1000 });
    simulator.script(
      `${busy('chutes-1')}\n* /v1/chat/completions model=${DEEPSEEK} n=1 -> status=404`,
    );
    await router.complete({ ...request }, { avoid: [`chutes:${KIMI}`] });
    clock.advance(1000);
    await servedBy();
    await until(() => router.explain(request).plan[0] !== `chutes:${KIMI}`);
    const { candidates, plan } = router.explain(request);
    expect(candidates.find(({ deployment }) => deployment === `chutes:${DEEPSEEK}`)).toMatchObject({
      available: false,
    });
    expect(plan[0]).toBe(`chutes-2:${DEEPSEEK}`);
    expect(plan).toContain(`chutes-2:${SMALL_VL}`);
  });

  it('goes on with what it knows when every base is down at that time', async () => {
    const { simulator, clock, servedBy } = await setUp('', { ttlMs: 10 });
    simulator.script('* /v1/models -> refuse');
    clock.advance(10);
    expect(await servedBy()).toBe(`chutes:${KIMI}`);
    const refused = () => simulator.log.entries({ path: '/v1/models' }).length >= 5;
    await until(refused);
    expect(await servedBy()).toBe(`chutes:${KIMI}`);
  });

  it('asks no base after the signal of the discovery, nor is it led by it later', async () => {
    const stop = new AbortController();
    vi.stubEnv('SCILLM_UTIL_K', '1');
    const { simulator, clock, servedBy } = await setUp('', { ttlMs: 10, signal: stop.signal });
    stop.abort();
    simulator.script(busy('chutes-1'));
    clock.advance(10);
    await servedBy();
    await until(async () => (await servedBy()) === `chutes:${DEEPSEEK}`);
    const before = simulator.log.entries().length;
    expect(await failureOf(autoRouterFromEnv({ signal: stop.signal }))).toMatchObject({
      code: 'aborted',
    });
    expect(simulator.log.entries()).toHaveLength(before);
  });
});
