import type { ExecutionResult, Executor } from '../executor/executor.ts';
import type { CellError } from '../executor/protocol.ts';
import { cellName } from '../format/describe-cell.ts';
import type { CodeCell, Notebook, Output } from '../format/types.ts';
import { decideCell } from './decide-cell.ts';
import type { Environment } from './environment.ts';
import type { Mode } from './mode.ts';
import type { CellRun, RunEvent } from './notebook-run.ts';
import { createOutputLists } from './output-list.ts';

/** What the cells of a notebook run with. */
export interface CellsOptions {
  readonly executor: Executor;
  readonly env: Environment;
  readonly mode: Mode;
  readonly cellTimeoutMs: number;
  readonly notebookTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: (event: RunEvent) => void;
}

/** A code cell that was run, and its outputs. */
export interface FinishedCell {
  readonly run: CellRun;
  /** The cell with its outputs, not yet scrubbed. */
  readonly cell: CodeCell;
}

/** Runs the code cells of a notebook in order; after the first failure the others are skipped. */
export async function runCells(notebook: Notebook, options: CellsOptions): Promise<FinishedCell[]> {
  const { executor, env, mode, cellTimeoutMs, notebookTimeoutMs, signal, onEvent } = options;
  const endsAt = performance.now() + notebookTimeoutMs;
  const lists = createOutputLists();
  const finished: FinishedCell[] = [];
  let count = 0;
  let hasFailed = false;

  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'code') continue;
    const place: Place = { number: index + 1, id: cell.id, tags: cell.metadata.tags ?? [] };
    const decision = hasFailed ? AFTER_FAILURE : decideCell(place.tags, mode, env);
    if (!decision.runs) {
      const outputs: Output[] = decision.hint
        ? [{ output_type: 'stream', name: 'stdout', text: `${decision.hint}\n` }]
        : [];
      const run = skippedRun(place, decision.reason);
      finished.push({ run, cell: { ...cell, outputs, execution_count: null } });
      onEvent({ kind: 'cell-end', cell: run });
      continue;
    }
    count += 1;
    onEvent({ kind: 'cell-start', number: place.number, id: place.id });
    const { outputs, add } = lists.next(count);
    const startedAt = performance.now();
    const result = await executor.execute({
      source: cell.source,
      name: cellName(place.number, place.id),
      timeoutMs: Math.max(1, Math.min(cellTimeoutMs, Math.round(endsAt - startedAt))),
      onOutput: add,
      ...(signal ? { signal } : {}),
    });
    const error = judge(result, place.tags);
    if (result.error ?? error) outputs.push(errorOutput(result.error ?? error));
    const run = ranRun(place, performance.now() - startedAt, error);
    hasFailed = error !== undefined;
    finished.push({ run, cell: { ...cell, outputs, execution_count: count } });
    onEvent({ kind: 'cell-end', cell: run });
  }
  return finished;
}

interface Place {
  readonly number: number;
  readonly id: string;
  readonly tags: readonly string[];
}

const AFTER_FAILURE = { runs: false, reason: 'after failure', hint: undefined } as const;

// What makes the cell a failure, given what it was expected to do.
function judge({ status, error }: ExecutionResult, tags: readonly string[]): CellError | undefined {
  if (!tags.includes('raises-exception')) return error;
  if (status === 'error') return undefined;
  return error ?? NOTHING_RAISED;
}

const NOTHING_RAISED: CellError = {
  cause: 'thrown',
  ename: 'NothingRaised',
  evalue: 'The cell is tagged raises-exception and raised none.',
  traceback: ['NothingRaised: The cell is tagged raises-exception and raised none.'],
};

function errorOutput(error: CellError | undefined): Output {
  const { ename, evalue, traceback } = error ?? NOTHING_RAISED;
  return { output_type: 'error', ename, evalue, traceback: [...traceback] };
}

function skippedRun(place: Place, reason: string): CellRun {
  const expectation = isExpect(place) ? { expectation: 'skipped' as const } : {};
  return { ...place, status: 'skipped', reason, durationMs: 0, ...expectation };
}

function ranRun(place: Place, durationMs: number, error: CellError | undefined): CellRun {
  const expectation = error ? ('failed' as const) : ('passed' as const);
  return {
    ...place,
    durationMs: Math.round(durationMs),
    ...(isExpect(place) ? { expectation } : {}),
    ...(error
      ? { status: 'failed', reason: `${error.ename}: ${error.evalue}`, traceback: error.traceback }
      : { status: 'ok' }),
  };
}

function isExpect({ tags }: Place): boolean {
  return tags.includes('expect');
}
