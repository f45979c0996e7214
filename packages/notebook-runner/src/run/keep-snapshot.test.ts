import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  createWorkspace,
  type ShortCell,
  type Workspace,
} from '../__fixtures__/create-workspace.ts';
import type { Scrubber } from '../scrub/create-scrubber.ts';
import { createScrubber } from '../scrub/create-scrubber.ts';
import { SecretSurvivedError } from '../scrub/secret-survived-error.ts';
import { type KeepSnapshotOptions, type KeptSnapshot, keepSnapshot } from './keep-snapshot.ts';
import { runNotebook } from './run-notebook.ts';

const env = { PATH: '/usr/bin:/bin' };
const KEPT = ['notebooks', 'executed', 'it_executed.ipynb'] as const;
const FAILED = ['report', 'failed', 'it_executed.ipynb'] as const;
const isBaseline = process.versions.node.startsWith('20.');
let workspace: Workspace;

beforeEach(() => {
  workspace = createWorkspace();
});
afterEach(() => workspace.remove());

async function runAndKeep(
  cells: readonly ShortCell[],
  options: Partial<KeepSnapshotOptions> = {},
): Promise<KeptSnapshot> {
  const path = workspace.write('it', cells);
  const ran = await runNotebook(path, { env, mode: 'embedded' });
  return keepSnapshot(ran, { env, ...options });
}

// Snapshots are written on the baseline Node alone; on others these tests see that none is.
const onBaseline = isBaseline ? it : it.fails;

onBaseline('writes the first snapshot, and nothing when a run gives the same bytes', async () => {
  expect((await runAndKeep([['a', '1']])).outcome).toBe('updated');
  const first = workspace.read(...KEPT);
  expect((await runAndKeep([['a', '1']])).outcome).toBe('unchanged');
  expect(workspace.read(...KEPT)).toBe(first);
});

onBaseline('a failing notebook leaves the known-good file byte-equal', async () => {
  await runAndKeep([['a', '1']]);
  const good = workspace.read(...KEPT);
  const failed = await runAndKeep([['a', 'throw new Error("planted")']]);
  expect(good).toBeDefined();
  expect(workspace.read(...KEPT)).toBe(good);
  expect(failed.path).toBe([workspace.root, ...FAILED].join('/'));
  expect(workspace.read(...FAILED)).toContain('planted');
});

onBaseline('compares, and writes nothing, when told to check', async () => {
  expect((await runAndKeep([['a', '1']], { check: true })).outcome).toBe('missing');
  expect(workspace.read(...KEPT)).toBeUndefined();
  await runAndKeep([['a', '1']]);
  expect((await runAndKeep([['a', '1']], { check: true })).outcome).toBe('unchanged');
  const before = workspace.read(...KEPT);
  expect((await runAndKeep([['a', '2']], { check: true })).outcome).toBe('different');
  expect(workspace.read(...KEPT)).toBe(before);
});

onBaseline('keeps what a nondeterministic cell showed, while its source is unchanged', async () => {
  const cells = (source: string): ShortCell[] => [['time', source, 'nondeterministic']];
  await runAndKeep(cells('process.hrtime.bigint()'));
  const first = workspace.read(...KEPT);
  expect((await runAndKeep(cells('process.hrtime.bigint()'))).outcome).toBe('unchanged');
  const renewed = await runAndKeep(cells('process.hrtime.bigint()'), { refresh: true });
  expect(renewed.outcome).toBe('updated');
  expect(workspace.read(...KEPT)).not.toBe(first);
});

it('a run with a skipped check replaces nothing', async () => {
  const kept = await runAndKeep([['a', '1', 'expect', 'requires-env:OPENAI_API_KEY']]);
  expect(kept.outcome).toBe('not-written');
  expect(workspace.read(...KEPT)).toBeUndefined();
});

it('writes nothing when the scrubber lets a secret through', async () => {
  const secret = { ...env, OPENAI_API_KEY: 'planted-secret-value' };
  const honest = createScrubber({ env: secret });
  const stubbed: Scrubber = {
    scrub: (text) => ({ text, redactions: 0 }),
    scrubData: (text) => ({ text, redactions: 0 }),
    secretsIn: honest.secretsIn,
  };
  const path = workspace.write('it', [['leak', 'process.env.OPENAI_API_KEY']]);
  const ran = runNotebook(path, { env: secret, mode: 'embedded', scrubber: stubbed });
  await expect(ran).rejects.toThrow(SecretSurvivedError);
  await expect(ran).rejects.toThrow(
    'it.ipynb cell 1 (leak) still holds a secret (OPENAI_API_KEY) after scrubbing. Nothing was written.',
  );
  const clean = await runNotebook(workspace.write('it', [['a', '1']]), { env, mode: 'embedded' });
  const late = { ...env, OPENAI_API_KEY: 'execution_count' };
  await expect(keepSnapshot(clean, { env: late })).rejects.toThrow(SecretSurvivedError);
  expect(workspace.read(...KEPT)).toBeUndefined();
});
