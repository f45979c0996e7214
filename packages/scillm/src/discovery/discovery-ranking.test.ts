import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it, vi } from 'vitest';
import {
  DEEPSEEK,
  KIMI,
  loneBase,
  QWEN,
  ranked,
  SMALL_VL,
  THINKING,
  VL,
} from '../__fixtures__/ranked.ts';
import {
  bareEnvironment,
  simulate,
  simulatedEnvironment,
} from '../__fixtures__/simulated-environment.ts';
import { rankEnvironment } from './rank-environment.ts';

describe('D5 busy models', () => {
  const at = (share: number) => `* /v1/chutes/utilization model=${KIMI} -> utilization=${share}`;

  it('lose the place of their pin from SCILLM_UTIL_HI on', async () => {
    const lastAtHigh = async () => {
      await simulatedEnvironment(at(0.8));
      loneBase();
      vi.stubEnv('CHUTES_TEXT_MODEL', KIMI);
      return (await ranked({ maxCandidatesPerBase: 9 })).at(-1);
    };
    expect(await lastAtHigh()).not.toBe(`chutes:${KIMI}`);
    vi.stubEnv('SCILLM_UTIL_HI', '0.8');
    expect(await lastAtHigh()).toBe(`chutes:${KIMI}`);
  });

  /** Who is first after each sample of the pin's utilisation. */
  async function firsts(samples: readonly number[]): Promise<string> {
    const simulator = await simulatedEnvironment();
    loneBase();
    vi.stubEnv('CHUTES_TEXT_MODEL', KIMI);
    const clock = fakeClock();
    let story = '';
    for (const sample of samples) {
      simulator.script(at(sample));
      const [first] = await ranked({ ttlMs: 1, routerOptions: { clock } }, true);
      story += first === `chutes:${KIMI}` ? 'i' : 'B';
      clock.advance(1);
    }
    return story;
  }

  it('turn busy and idle after SCILLM_UTIL_K samples in a row', async () => {
    const samples = [0.1, 0.9, 0.9, 0.1, 0.1];
    expect(await firsts(samples)).toBe('iiBBi');
    vi.stubEnv('SCILLM_UTIL_K', '1');
    expect(await firsts(samples)).toBe('iBBii');
    vi.stubEnv('SCILLM_UTIL_K', '3');
    expect(await firsts(samples)).toBe('iiiii');
  });

  it('are idle again from SCILLM_UTIL_LO down', async () => {
    const samples = [0.9, 0.4, 0.4];
    expect(await firsts(samples)).toBe('BBi');
    vi.stubEnv('SCILLM_UTIL_LO', '0.3');
    expect(await firsts(samples)).toBe('BBB');
  });
});

describe('D6 and D7, the ranking of an environment', () => {
  it('takes the best of each base, then ranks them together', async () => {
    await simulatedEnvironment();
    expect(await ranked()).toEqual([
      `chutes:${KIMI}`,
      `chutes:${DEEPSEEK}`,
      `chutes-2:${DEEPSEEK}`,
      `chutes-2:${SMALL_VL}`,
    ]);
    expect(await ranked({ maxCandidatesPerBase: 1 })).toEqual([
      `chutes:${KIMI}`,
      `chutes-2:${DEEPSEEK}`,
    ]);
    expect(await ranked({ maxBases: 1, maxCandidatesPerBase: 3 })).toEqual([
      `chutes:${KIMI}`,
      `chutes:${DEEPSEEK}`,
      `chutes:${SMALL_VL}`,
    ]);
  });

  it('puts the least utilised first where nothing is pinned', async () => {
    await simulatedEnvironment();
    loneBase();
    expect(await ranked({ maxCandidatesPerBase: 9 })).toEqual(
      [SMALL_VL, QWEN, VL, THINKING, DEEPSEEK, KIMI].map((model) => `chutes:${model}`),
    );
  });

  it('knows no candidate that is not listed, pinned or not', async () => {
    await simulatedEnvironment(`* * model=${KIMI} -> unlisted`);
    const all = await ranked({ maxCandidatesPerBase: 9 });
    expect(all[0]).toBe(`chutes:${DEEPSEEK}`);
    expect(all.filter((id) => id.endsWith(KIMI))).toEqual([]);
  });

  it('D2 has the pin, then its alternates, where no base lists models', async () => {
    await simulatedEnvironment('* /v1/models -> status=404');
    vi.stubEnv('CHUTES_TEXT_MODEL_ALT2', 'x/y');
    const pins = [KIMI, DEEPSEEK, 'x/y'];
    expect(await ranked()).toEqual(
      ['chutes', 'chutes-2'].flatMap((base) => pins.map((model) => `${base}:${model}`)),
    );
  });

  it('D4 is the same without utilisation, which counts as unknown', async () => {
    await simulatedEnvironment('* /v1/chutes/utilization -> body=html');
    const { deployments } = await rankEnvironment({});
    expect(deployments[0]?.ranked).toMatchObject({ base: 'chutes', model: { id: KIMI } });
    expect(deployments.filter(({ ranked: { utilisation } }) => utilisation !== undefined)).toEqual(
      [],
    );
  });

  it('F3 names deployments of other bases base-n', async () => {
    bareEnvironment();
    const simulator = await simulate({ surfaces: ['openai'] });
    vi.stubEnv('SCILLM_API_BASE_3', simulator.base('openai'));
    vi.stubEnv('SCILLM_API_KEY_3', simulator.key('openai'));
    vi.stubEnv('CHUTES_TEXT_MODEL', '');
    const [first] = await ranked({ maxCandidatesPerBase: 1 });
    expect(first).toMatch(/^base-3:gpt-/);
  });
});
