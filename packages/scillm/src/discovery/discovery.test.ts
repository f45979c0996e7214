import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { failureOf, until } from '../__fixtures__/outcome.ts';
import { DEEPSEEK, KIMI, loneBase, QWEN, ranked, SMALL_VL, VL } from '../__fixtures__/ranked.ts';
import { type simulate, simulatedEnvironment } from '../__fixtures__/simulated-environment.ts';
import { autoRouterFromEnv } from '../index.ts';
import { rankEnvironment } from './rank-environment.ts';

type Log = Awaited<ReturnType<typeof simulate>>['log'];

function listings({ entries }: Log, surface: 'chutes-1' | 'chutes-2' = 'chutes-1'): number {
  return entries({ surface, path: '/v1/models' }).filter(({ status }) => status !== 401).length;
}

describe('D1 what bases said', () => {
  it('counts as fresh for SCILLM_UTIL_TTL_S, and serves once more while it is asked anew', async () => {
    const { log } = await simulatedEnvironment();
    vi.stubEnv('SCILLM_UTIL_TTL_S', '7');
    const clock = fakeClock();
    const options = { routerOptions: { clock } };
    await ranked(options);
    clock.advance(6999);
    await ranked(options);
    expect(listings(log)).toBe(1);
    clock.advance(1);
    await ranked(options);
    await ranked(options);
    await until(
      () => log.entries({ path: '/v1/chutes/utilization', surface: 'chutes-1' }).length > 1,
    );
    expect(listings(log)).toBe(2);
  });

  it('counts as fresh for ttlMs where that is given', async () => {
    const { log } = await simulatedEnvironment();
    const clock = fakeClock();
    const options = { ttlMs: 50, routerOptions: { clock } };
    await ranked(options);
    clock.advance(49);
    await ranked(options, true);
    expect(listings(log)).toBe(1);
    clock.advance(1);
    await ranked(options, true);
    expect(listings(log)).toBe(2);
  });

  it('is not shared between two keys of a base', async () => {
    const { log } = await simulatedEnvironment('* * -> auth=none');
    await ranked();
    vi.stubEnv('CHUTES_API_KEY', 'another-key');
    await ranked();
    expect(listings(log)).toBe(2);
    expect(listings(log, 'chutes-2')).toBe(1);
  });

  it('skips a base that failed for 10 s, with its reason, and then asks it again', async () => {
    const { log } = await simulatedEnvironment('chutes-1 /v1/models n=1 -> status=500');
    const clock = fakeClock();
    const options = { routerOptions: { clock } };
    const { found, deployments } = await rankEnvironment(options);
    expect(found.map(({ base, error }) => [base.id, error?.code])).toEqual([
      ['chutes', 'server_error'],
      ['chutes-2', undefined],
    ]);
    expect(deployments.every(({ ranked: { base } }) => base === 'chutes-2')).toBe(true);
    clock.advance(9999);
    await ranked(options);
    expect(listings(log)).toBe(1);
    clock.advance(1);
    expect((await ranked(options))[0]).toBe(`chutes:${KIMI}`);
  });

  it('N7 is not asked for under a bad setting', async () => {
    const { log } = await simulatedEnvironment();
    for (const [name, text] of [
      ['SCILLM_UTIL_HI', 'high'],
      ['SCILLM_MODEL_CAPS_JSON', '{'],
    ] as const) {
      vi.stubEnv(name, text);
      const error = await failureOf(autoRouterFromEnv({ ttlMs: 1 }));
      expect(error).toMatchObject({
        code: 'invalid_config',
        message: expect.stringContaining(name),
      });
      vi.stubEnv(name, '');
    }
    expect(listings(log)).toBeLessThanOrEqual(1);
  });
});

describe('D3 what models can do', () => {
  it('is what SCILLM_MODEL_CAPS_JSON says, before the listing', async () => {
    await simulatedEnvironment();
    loneBase();
    expect(await ranked({ kind: 'vlm' })).toEqual([`chutes:${VL}`, `chutes:${SMALL_VL}`]);
    vi.stubEnv(
      'SCILLM_MODEL_CAPS_JSON',
      JSON.stringify({ [VL]: { vlm: false }, [QWEN]: { vlm: true, maxInputTokens: 1000 } }),
    );
    const { deployments } = await rankEnvironment({ kind: 'vlm' });
    expect(
      deployments.map(({ deployment }) => [deployment.model, deployment.capabilities]),
    ).toEqual([
      [SMALL_VL, { vlm: true, tools: true, json: true, maxInputTokens: 16_384 }],
      [QWEN, { vlm: true, tools: true, json: true, maxInputTokens: 1000 }],
    ]);
  });

  it('F3 excludes for requireJson and requireTools whom the user says cannot', async () => {
    await simulatedEnvironment();
    const caps = { [KIMI]: { json: false }, [DEEPSEEK]: { tools: false } };
    vi.stubEnv('SCILLM_MODEL_CAPS_JSON', JSON.stringify(caps));
    expect((await ranked())[0]).toBe(`chutes:${KIMI}`);
    expect((await ranked({ requireJson: true }))[0]).toBe(`chutes:${DEEPSEEK}`);
    const withTools = await ranked({ requireTools: true, maxCandidatesPerBase: 9 });
    expect(withTools[0]).toBe(`chutes:${KIMI}`);
    expect(withTools).not.toContain(`chutes:${DEEPSEEK}`);
  });
});
