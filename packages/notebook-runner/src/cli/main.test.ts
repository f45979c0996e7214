import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createWorkspace,
  type ShortCell,
  type Workspace,
} from '../__fixtures__/create-workspace.ts';
import { main } from './main.ts';

/* Each test runs real notebooks, in processes of their own; the checks start the real compiler. */
const GOOD: ShortCell[] = [
  ['setup', "import assert from 'node:assert/strict'"],
  ['check', 'assert.equal(1 + 1, 2)', 'expect'],
];
const BAD: ShortCell[] = [['boom', '\nthrow new Error("planted")', 'expect']];
const isBaseline = process.versions.node.startsWith('20.');
let workspace: Workspace;

beforeEach(() => {
  // Below the package, so that its TypeScript is found.
  workspace = createWorkspace(fileURLToPath(new URL('../../report/cli', import.meta.url)));
});
afterEach(() => workspace.remove());

async function nbrun(
  command: string,
  more: { env?: { [name: string]: string }; signal?: AbortSignal } = {},
): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await main(command.split(' '), {
    cwd: workspace.root,
    env: { PATH: '/usr/bin:/bin', ...more.env },
    stdout: (text) => {
      said.out += text;
    },
    stderr: (text) => {
      said.err += text;
    },
    signal: more.signal ?? new AbortController().signal,
  });
  return { code, ...said };
}

const KEPT = (name: string): string[] => ['notebooks', 'executed', `${name}_executed.ipynb`];

describe('nbrun run', () => {
  it('reports each notebook and the totals, and exits 0', async () => {
    workspace.write('00_good', GOOD);
    workspace.write('01_gated', [['gate', 'throw 1', 'expect', 'requires-env:OPENAI_API_KEY']]);
    const { code, out } = await nbrun('run --pool 2');
    expect(code).toBe(0);
    const lines = out.trim().split('\n');
    expect(lines[0]).toBe('embedded: answers come from @scillm/simulator, not from a model');
    expect(lines.slice(1, 3).sort()).toEqual([
      expect.stringMatching(/^ok {4}00_good {2}\d+\.\d s {2}2 cells {2}1 checks {2}embedded$/),
      'skip  01_gated  OPENAI_API_KEY not set — skipped. Set it in your shell and rerun.',
    ]);
    expect(lines[3]).toBe('1 passed, 0 failed, 1 skipped');
    if (isBaseline) expect(workspace.read(...KEPT('00_good'))).toContain('execution-metadata');
    expect(workspace.read(...KEPT('01_gated'))).toBeUndefined();
  });

  it('exits 1 for a failing cell, shows it, and runs the others', async () => {
    workspace.write('00_bad', BAD);
    workspace.write('01_good', GOOD);
    const { code, out } = await nbrun('run');
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL {2}00_bad /m);
    expect(out).toContain(
      '      00_bad.ipynb cell 1 (boom)\n      Error: planted\n          at cell 1 (boom) 2:7\n',
    );
    expect(out).toMatch(/1 passed, 1 failed, 0 skipped\n$/);
    expect(workspace.read('report', 'failed', '00_bad_executed.ipynb')).toContain('planted');
  });

  it('exits 5 when a secret would be written, and names the cell, not the value', async () => {
    workspace.write('00_leak', [['leak', 'const key = "planted-value-of-a-key"']]);
    const env = { PLANTED_KEY: 'planted-value-of-a-key' };
    const { code, out, err } = await nbrun('run', { env });
    expect(code).toBe(5);
    expect(err).toContain('00_leak.ipynb cell 1 (leak) still holds a secret (PLANTED_KEY)');
    expect(out + err).not.toContain('planted-value-of-a-key');
    expect(workspace.read(...KEPT('00_leak'))).toBeUndefined();
  });

  it('exits 130 when it is interrupted', async () => {
    workspace.write('00_busy', [['busy', 'await 1; for (;;) {}']]);
    const stop = new AbortController();
    const ended = nbrun('run', { signal: stop.signal });
    stop.abort();
    expect((await ended).code).toBe(130);
  });

  it('says which keys make a run live, and keeps that apart', async () => {
    workspace.write('00_good', GOOD);
    const { code, out } = await nbrun('run', { env: { OPENAI_API_KEY: 'planted-openai-key' } });
    expect(code).toBe(0);
    expect(out).toMatch(/^live: real services, your keys \(OPENAI_API_KEY\)\n/);
    expect(workspace.read(...KEPT('00_good'))).toBeUndefined();
    expect(workspace.read('report', 'live', '00_good_executed.ipynb')).toContain('live:');
  });

  it('gives an embedded notebook the keys of a simulator, never real ones', async () => {
    const check = "if (!process.env.OPENAI_API_KEY?.startsWith('sim-')) throw 1";
    workspace.write('00_key', [['key', check, 'expect', 'requires-env:OPENAI_API_KEY']]);
    const command = 'run --mode embedded';
    const real = await nbrun(command, { env: { OPENAI_API_KEY: 'planted-openai-key' } });
    expect(real.out).toMatch(/0 passed, 0 failed, 1 skipped\n$/);
    const simulated = await nbrun(command, { env: { OPENAI_API_KEY: 'sim-openai' } });
    expect(simulated.out).toMatch(/1 passed, 0 failed, 0 skipped\n$/);
  });

  it('exits 4 when checking finds no snapshot', async () => {
    workspace.write('00_good', GOOD);
    const { code, out } = await nbrun('run --check');
    expect(code).toBe(isBaseline ? 4 : 0);
    if (isBaseline) expect(out).toContain('snapshot missing');
  });
});

it.each([
  ['', 'nbrun run'],
  ['fly', 'nbrun run'],
  ['run --fly', 'fly'],
  ['run 99_none', 'No notebook 99_none. Known: 00_good.'],
  ['run --mode wrong', 'There is no mode wrong. Known modes: auto, live, embedded, replay.'],
  ['run --pool 0', '--pool is 0. Use a whole number above 0.'],
  ['list --notebooks nowhere', 'There is no folder nowhere.'],
])('nbrun %j exits 2 and says why', async (command, reason) => {
  workspace.write('00_good', GOOD);
  const { code, err } = await nbrun(command);
  expect(code).toBe(2);
  expect(err).toContain(reason);
});

it('nbrun check finds what is invalid, mistyped or stale', { timeout: 60_000 }, async () => {
  workspace.write('00_good', GOOD);
  await nbrun('run');
  expect((await nbrun('check')).code).toBe(isBaseline ? 0 : 4);
  workspace.write('00_good', [...GOOD, ['more', '1']]);
  const stale = await nbrun('check');
  expect(stale.code).toBe(4);
  expect(stale.out).toContain('00_good.ipynb');
  workspace.write('01_typed', [['typed', 'const a: string = 1\nthrow a', 'expect']]);
  workspace.write('02_weak', [['weak', '1']]);
  const invalid = await nbrun('check');
  expect(invalid.code).toBe(2);
  expect(invalid.out).toContain(
    "01_typed.ipynb cell 1 (typed) 1:7 TS2322: Type 'number' is not assignable to type 'string'.",
  );
  expect(invalid.out).toContain('02_weak.ipynb no cell is tagged expect');
});

it('nbrun fmt formats, and with --check only looks', async () => {
  const path = workspace.write('00_good', GOOD);
  const formatted = workspace.read('notebooks', '00_good.ipynb') ?? '';
  writeFileSync(path, JSON.stringify(JSON.parse(formatted)));
  const looked = await nbrun('fmt --check');
  expect(looked).toEqual({
    code: 2,
    out: '00_good.ipynb is not formatted: run nbrun fmt\n',
    err: '',
  });
  expect((await nbrun('fmt')).out).toBe('00_good.ipynb formatted\n');
  expect(workspace.read('notebooks', '00_good.ipynb')).toBe(formatted);
  expect(await nbrun('fmt')).toEqual({ code: 0, out: '', err: '' });
});

it('nbrun list follows the catalogue, then the alphabet', async () => {
  for (const name of ['00_b', '01_c', '02_a']) workspace.write(name, GOOD);
  const notebooks = [{ name: '01_c', title: 'First success', track: 'Fundamentals' }];
  writeFileSync(join(workspace.root, 'notebooks', 'catalog.json'), JSON.stringify({ notebooks }));
  expect((await nbrun('list')).out).toBe(
    '01_c  Fundamentals  First success\n00_b  00_b\n02_a  02_a\n',
  );
});
