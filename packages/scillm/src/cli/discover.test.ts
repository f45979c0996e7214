import { describe, expect, it, vi } from 'vitest';
import { capturedTerminal } from '../__fixtures__/captured-terminal.ts';
import { DEEPSEEK, KIMI, SMALL_VL, VL } from '../__fixtures__/ranked.ts';
import { bareEnvironment, simulatedEnvironment } from '../__fixtures__/simulated-environment.ts';
import { run } from './run.ts';

/** Runs `scillm discover` and gives what it wrote and its exit code. */
async function discover(...flags: readonly string[]) {
  const screen = capturedTerminal();
  const exit = await run(['discover', ...flags], '1.0.0', screen);
  return { exit, out: screen.outText(), note: screen.noteText() };
}

describe('scillm discover', () => {
  it('prints the candidates in the order of rank, and why', async () => {
    await simulatedEnvironment();
    const { exit, out, note } = await discover();
    expect([exit, note]).toEqual([0, '']);
    const rows = out.split('\n').slice(2, -1);
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      ['1', `chutes:${KIMI}`, 'idle 0.55', 'pinned, utilisation 0.55'],
      ['2', `chutes:${DEEPSEEK}`, 'idle 0.40', 'alternate 1, utilisation 0.40'],
      ['3', `chutes-2:${DEEPSEEK}`, 'idle 0.75', 'alternate 1, utilisation 0.75'],
      ['4', `chutes-2:${SMALL_VL}`, 'idle 0.50', 'utilisation 0.50'],
    ]);
  });

  it('D8 --explain prints by what each was ranked', async () => {
    await simulatedEnvironment();
    const { out } = await discover('--explain');
    const [heading = '', , ...rows] = out.split('\n');
    expect(heading.split(/ {2,}/)).toEqual(
      'rank deployment load pin unknown busy utilisation family size context price because'.split(
        ' ',
      ),
    );
    expect(rows[0]?.split(/ {2,}/)).toEqual([
      '1',
      `chutes:${KIMI}`,
      'idle 0.55',
      '0',
      '0',
      '0',
      '11',
      '0',
      '-',
      '0',
      '2.3',
      'pinned, utilisation 0.55',
    ]);
  });

  it('ranks for the kind asked for, as JSON for programs', async () => {
    const simulator = await simulatedEnvironment('chutes-2 /v1/models -> status=503');
    const { exit, out } = await discover('--kind', 'vlm', '--json', '--explain');
    expect(exit).toBe(0);
    const { kind, candidates, skipped } = JSON.parse(out);
    expect(kind).toBe('vlm');
    expect(candidates.map(({ model }: { model: string }) => model)).toEqual([VL, SMALL_VL]);
    expect(candidates[0]).toMatchObject({
      rank: 1,
      deployment: `chutes:${VL}`,
      base: simulator.base('chutes-1'),
      utilisation: 0.3,
      isBusy: false,
      keys: { pin: 0, unknown: 0, busy: 0, utilisation: 6, id: VL },
    });
    expect(skipped).toEqual([
      { base: 'chutes-2', reason: 'rate_limit (503)', advice: expect.any(String) },
    ]);
  });

  it('says of each base that is skipped why, and exits 1 where none is left', async () => {
    await simulatedEnvironment('chutes-1 /v1/models -> status=500');
    const one = await discover();
    expect(one.exit).toBe(0);
    expect(one.note).toMatch(/^- chutes skipped: server_error \(500\)\. /);
    const simulator = await simulatedEnvironment('chutes-1 /v1/models -> status=500');
    vi.stubEnv('CHUTES_API_BASE_2', simulator.base('chutes-2'));
    vi.stubEnv(
      'SCILLM_MODEL_CAPS_JSON',
      JSON.stringify({ [VL]: { vlm: false }, [SMALL_VL]: { vlm: false } }),
    );
    const none = await discover('--kind', 'vlm');
    expect([none.exit, none.out]).toEqual([1, '']);
    expect(none.note).toContain('- chutes-2 skipped: 6 models, none for vlm.\n');
  });

  it('D2 says of each base why it was not listed where its pins stand in', async () => {
    const faults = 'chutes-1 /v1/models -> status=500\nchutes-2 /v1/models -> status=404';
    await simulatedEnvironment(faults);
    const { exit, out, note } = await discover();
    expect(exit).toBe(0);
    expect(out).toContain('pinned, not listed');
    const [first, second] = note.split('\n');
    expect(first).toMatch(
      /^- chutes listed no model: server_error \(500\)\. .+\. Its pins stand in\.$/,
    );
    expect(second).toMatch(
      /^- chutes-2 listed no model: not_found \(404\)\. .+\. Its pins stand in\.$/,
    );
    const { skipped, unlisted } = JSON.parse((await discover('--json')).out);
    expect(skipped).toEqual([]);
    expect(unlisted).toEqual([
      { base: 'chutes', reason: 'server_error (500)', advice: expect.any(String) },
      { base: 'chutes-2', reason: 'not_found (404)', advice: expect.any(String) },
    ]);
  });

  it('shows no key', async () => {
    const simulator = await simulatedEnvironment('chutes-1 * -> status=401');
    for (const flags of [[], ['--json'], ['--explain']]) {
      const { out, note } = await discover(...flags);
      for (const surface of ['chutes-1', 'chutes-2'] as const)
        expect(out + note).not.toContain(simulator.key(surface));
    }
  });

  it.each([
    ['nothing is set', [], /invalid_config: No base to ask\. Set CHUTES_API_KEY/],
    ['the kind is unknown', ['--kind', 'audio'], /Allowed choices are text, vlm, tools/],
  ])('exits 2 where %s', async (_, flags, message) => {
    bareEnvironment();
    const { exit, note } = await discover(...flags);
    expect(exit).toBe(2);
    expect(note).toMatch(message);
  });

  it('exits 2 for a bad setting, which it names', async () => {
    await simulatedEnvironment();
    vi.stubEnv('SCILLM_UTIL_LO', '0.9');
    const { exit, note } = await discover();
    expect(exit).toBe(2);
    expect(note).toContain('SCILLM_UTIL_LO is 0.9, above SCILLM_UTIL_HI');
  });
});
