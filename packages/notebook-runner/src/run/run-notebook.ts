import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, resolve } from 'node:path';
import { createExecutor } from '../executor/create-executor.ts';
import type { Notebook } from '../format/notebook.ts';
import { readNotebook } from '../format/read-notebook.ts';
import { assertClean } from '../scrub/assert-clean.ts';
import { createScrubber, type Scrubber } from '../scrub/create-scrubber.ts';
import { scrubJson } from '../scrub/scrub-json.ts';
import { ANNOTATED } from '../scrub/secret-name.ts';
import { buildSnapshot } from './build-snapshot.ts';
import { childEnvironment, type PassList } from './environment.ts';
import type { Mode } from './mode.ts';
import type { CellRun, NotebookRun, RunEvent, RunStatus } from './notebook-run.ts';
import { repositoryRoot } from './repository-root.ts';
import { type FinishedCell, runCells } from './run-cells.ts';
import { sourceHash } from './source-hash.ts';

/** Options of {@link runNotebook}. */
export interface RunNotebookOptions {
  /** The environment prepared for the mode; of it the notebook gets the allow-listed names. */
  readonly env: { readonly [name: string]: string | undefined };
  /** Where answers come from; written into the snapshot. */
  readonly mode: Mode;
  /** Ends the run at once; the cell that was running counts as failed. */
  readonly signal?: AbortSignal;
  /**
   * How long a cell may take.
   *
   * @default 30000, in live mode 120000
   */
  readonly cellTimeoutMs?: number;
  /**
   * How long the whole notebook may take.
   *
   * @default 60000, in live mode 600000
   */
  readonly notebookTimeoutMs?: number;
  /**
   * How long a cell may take to stop, once asked, before its process is killed.
   *
   * @default 2000
   */
  readonly graceMs?: number;
  /**
   * How much one cell may put out.
   *
   * @default 262144
   */
  readonly outputLimitBytes?: number;
  /**
   * Names of the variables that the notebook may get.
   *
   * @default PASS
   */
  readonly pass?: PassList;
  /**
   * Variables whose values the snapshot shows.
   *
   * @default ANNOTATED
   */
  readonly annotate?: readonly string[];
  /**
   * What takes secrets out.
   *
   * @default A scrubber for `env`, the repository, and the home and temporary folders.
   */
  readonly scrubber?: Scrubber;
  /** Hears of each cell as it begins and ends. */
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Runs a notebook in a process of its own and gives its snapshot; writes nothing. A failing cell is
 * a result, not a rejection. Rejects with a `NotebookError` for an invalid file, and with a
 * `SecretSurvivedError` when a secret is left in the snapshot.
 */
export async function runNotebook(path: string, options: RunNotebookOptions): Promise<NotebookRun> {
  const { mode, annotate = ANNOTATED, scrubber = defaultScrubber(path, options.env) } = options;
  const file = realpathSync(resolve(path));
  const notebook = await readNotebook(file);
  const env = childEnvironment(options.env, mode, options.pass);
  const startedAt = performance.now();
  const finished = await execute(file, notebook, { ...options, env });
  const durationMs = Math.round(performance.now() - startedAt);
  const scrubbed = finished.map((it) => scrubCell(it, scrubber));
  const cells = scrubbed.map(({ run }) => run);
  const sourceSha256 = sourceHash(notebook);
  const verdict = statusOf(cells);
  const nodeMajor = Number(process.versions.node.split('.')[0]);
  const snapshot = buildSnapshot(
    notebook,
    scrubbed.map(({ cell }) => cell),
    { ...verdict, mode, sourceSha256, nodeMajor, env, annotate },
  );
  const [facts, ...rest] = snapshot.cells;
  const safe = {
    ...snapshot,
    cells: [...scrubJson(facts ? [facts] : [], scrubber).value, ...rest],
  };
  assertClean(safe, scrubber, basename(file));
  const redactions = scrubbed.reduce((sum, it) => sum + it.redactions, 0);
  const name = basename(file, '.ipynb');
  return {
    name,
    path: file,
    ...verdict,
    mode,
    cells,
    snapshot: safe,
    redactions,
    sourceSha256,
    durationMs,
  };
}

// Sources stay as they are: a secret in one must stop the run, not be hidden.
function scrubCell(
  { run, cell }: FinishedCell,
  scrubber: Scrubber,
): FinishedCell & { redactions: number } {
  const { reason, traceback } = run;
  const outputs = scrubJson(cell.outputs, scrubber);
  return {
    cell: { ...cell, outputs: outputs.value },
    run: {
      ...run,
      ...(reason === undefined ? {} : { reason: scrubber.scrub(reason).text }),
      ...(traceback ? { traceback: scrubJson(traceback, scrubber).value } : {}),
    },
    redactions: outputs.redactions,
  };
}

async function execute(
  path: string,
  notebook: Notebook,
  options: RunNotebookOptions & { env: { readonly [name: string]: string } },
): Promise<FinishedCell[]> {
  const { env, mode, signal, graceMs, outputLimitBytes, onEvent = () => undefined } = options;
  const limits = mode === 'live' ? LIVE_LIMITS : LIMITS;
  const { cellTimeoutMs = limits.cell, notebookTimeoutMs = limits.notebook } = options;
  const executor = await createExecutor({
    path,
    env,
    ...(graceMs === undefined ? {} : { graceMs }),
    ...(outputLimitBytes === undefined ? {} : { outputLimitBytes }),
  });
  const onAbort = (): void => void executor.kill();
  try {
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    const settings = { executor, env, mode, cellTimeoutMs, notebookTimeoutMs, onEvent };
    return await runCells(notebook, settings);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await executor.close();
  }
}

const LIMITS = { cell: 30_000, notebook: 60_000 };
const LIVE_LIMITS = { cell: 120_000, notebook: 600_000 };

function statusOf(cells: readonly CellRun[]): { status: RunStatus; reason?: string } {
  const failed = cells.find(({ status }) => status === 'failed');
  if (failed) {
    const reason = `cell ${failed.number} (${failed.id}): ${failed.reason ?? 'failed'}`;
    return { status: 'failed', reason };
  }
  const checks = cells.filter((it) => it.expectation && !it.id.startsWith('negative-'));
  const ran = checks.some(({ expectation }) => expectation === 'passed');
  if (checks.length === 0 || ran) return { status: 'ok' };
  return { status: 'skipped', reason: checks[0]?.reason ?? 'no expect cell ran' };
}

function defaultScrubber(path: string, env: RunNotebookOptions['env']): Scrubber {
  const folders = {
    '<repo>': repositoryRoot(resolve(path)),
    '~': env['HOME'] ?? '',
    '<tmp>': env['TMPDIR'] ?? tmpdir(),
  };
  return createScrubber({ env, folders });
}
