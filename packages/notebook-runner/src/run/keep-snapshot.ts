import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Notebook } from '../format/notebook.ts';
import { parseNotebook } from '../format/parse-notebook.ts';
import { assertClean } from '../scrub/assert-clean.ts';
import { createScrubber, type Scrubber } from '../scrub/create-scrubber.ts';
import { readFacts } from './build-snapshot.ts';
import { carryNondeterministic } from './carry-nondeterministic.ts';
import { decideSnapshot, type SnapshotDecision } from './decide-snapshot.ts';
import type { NotebookRun } from './notebook-run.ts';
import { writeAtomically } from './write-atomically.ts';

/** Options of {@link keepSnapshot}. */
export interface KeepSnapshotOptions {
  /** The environment of the run, for a last look for secrets. */
  readonly env: { readonly [name: string]: string | undefined };
  /**
   * Where failed and live snapshots go, under `failed` and `live`.
   *
   * @default report, beside the notebooks' folder
   */
  readonly reportDir?: string;
  /**
   * Compare with the kept snapshot; write nothing.
   *
   * @default false
   */
  readonly check?: boolean;
  /**
   * Let a live run be kept, and an embedded one replace it.
   *
   * @default false
   */
  readonly promote?: boolean;
  /**
   * Renew the outputs of `nondeterministic` cells.
   *
   * @default false
   */
  readonly refresh?: boolean;
  /**
   * What looks for secrets.
   *
   * @default A scrubber for `env`.
   */
  readonly scrubber?: Scrubber;
}

/** What became of a snapshot. */
export interface KeptSnapshot {
  /** `kept` leaves the known-good file alone; `different` and `missing` come from comparing. */
  readonly outcome: 'unchanged' | 'updated' | 'kept' | 'not-written' | 'different' | 'missing';
  /** The file that was written, compared or left alone. */
  readonly path: string;
}

/** The Node major on which snapshots are written; others are compared with it. */
export const BASELINE_NODE_MAJOR = 20;

/** The known-good snapshot of a notebook: `executed/NAME_executed.ipynb` beside it. */
export function snapshotPath(notebookPath: string): string {
  const name = basename(notebookPath, '.ipynb');
  return join(dirname(notebookPath), 'executed', `${name}_executed.ipynb`);
}

/**
 * Puts a run's snapshot where it belongs, by a temporary file and a rename. A failing run goes to
 * the report and never replaces the known-good file. Rejects with a `SecretSurvivedError`, having
 * written nothing, when a secret is left.
 */
export async function keepSnapshot(
  run: NotebookRun,
  options: KeepSnapshotOptions,
): Promise<KeptSnapshot> {
  const { check = false, promote = false, refresh = false } = options;
  const { reportDir = join(dirname(run.path), '..', 'report') } = options;
  const path = snapshotPath(run.path);
  const before = await readIfThere(path);
  const kept = before === undefined ? undefined : parseNotebook(before, basename(path));
  const decision = decideSnapshot({
    status: run.status,
    mode: run.mode,
    hasSkippedExpect: run.cells.some(({ expectation }) => expectation === 'skipped'),
    keptMode: kept && readFacts(kept)?.mode,
    isBaseline: Number(process.versions.node.split('.')[0]) === BASELINE_NODE_MAJOR,
    promote,
  });
  const text = finalText(run, refresh ? undefined : kept, options);
  if (check) return compare(decision, text, before, path);
  const folder = REPORT_FOLDERS[decision];
  if (folder) return write(text, join(reportDir, folder, basename(path)));
  if (decision === 'compare') return compare(decision, text, before, path);
  if (decision === 'keep') return { outcome: before === undefined ? 'not-written' : 'kept', path };
  return before === text ? { outcome: 'unchanged', path } : write(text, path);
}

const REPORT_FOLDERS: { readonly [D in SnapshotDecision]?: string } = {
  failed: 'failed',
  live: 'live',
};

function finalText(
  run: NotebookRun,
  kept: Notebook | undefined,
  { env, scrubber = createScrubber({ env }) }: KeepSnapshotOptions,
): string {
  const snapshot = kept ? carryNondeterministic(run.snapshot, kept) : run.snapshot;
  return assertClean(snapshot, scrubber, `${run.name}.ipynb`);
}

async function write(text: string, path: string): Promise<KeptSnapshot> {
  await writeAtomically(path, text);
  return { outcome: 'updated', path };
}

function compare(
  decision: SnapshotDecision,
  text: string,
  before: string | undefined,
  path: string,
): KeptSnapshot {
  if (decision === 'keep' || decision === 'failed' || decision === 'live') {
    return { outcome: before === undefined ? 'not-written' : 'kept', path };
  }
  if (before === undefined) return { outcome: 'missing', path };
  return { outcome: before === text ? 'unchanged' : 'different', path };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
