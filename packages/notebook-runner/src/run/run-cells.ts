import type { Executor } from '../executor/executor.ts';
import { cellName } from '../format/describe-cell.ts';
import type { CodeCell, Notebook, Output } from '../format/notebook.ts';
import { type CellPlace, finishedRun, skippedRun } from './cell-run.ts';
import { type CellDecision, decideCell } from './decide-cell.ts';
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
  readonly onEvent: (event: RunEvent) => void;
}

/** A code cell that was run or skipped. */
export interface FinishedCell {
  readonly run: CellRun;
  /** The cell with its outputs, not yet scrubbed. */
  readonly cell: CodeCell;
}

/** Runs the code cells of a notebook in order; after the first failure the others are skipped. */
export async function runCells(notebook: Notebook, options: CellsOptions): Promise<FinishedCell[]> {
  const runOne = createCellRunner(options);
  const finished: FinishedCell[] = [];
  let hasFailed = false;
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== 'code') continue;
    const place: CellPlace = { number: index + 1, id: cell.id, tags: cell.metadata.tags ?? [] };
    const decision: CellDecision = hasFailed
      ? AFTER_FAILURE
      : decideCell(place.tags, options.mode, options.env);
    const done: FinishedCell = decision.runs
      ? await runOne(cell, place)
      : skip(cell, place, decision);
    hasFailed ||= done.run.status === 'failed';
    finished.push(done);
    options.onEvent({ kind: 'cell-end', cell: done.run });
  }
  return finished;
}

type Skip = Extract<CellDecision, { runs: false }>;

const AFTER_FAILURE: Skip = { runs: false, reason: 'after failure' };

function skip(cell: CodeCell, place: CellPlace, { reason, hint }: Skip): FinishedCell {
  const outputs: Output[] = hint
    ? [{ output_type: 'stream', name: 'stdout', text: `${hint}\n` }]
    : [];
  return { run: skippedRun(place, reason), cell: { ...cell, outputs, execution_count: null } };
}

function createCellRunner(
  options: CellsOptions,
): (cell: CodeCell, place: CellPlace) => Promise<FinishedCell> {
  const { executor, cellTimeoutMs, notebookTimeoutMs, onEvent } = options;
  const endsAt = performance.now() + notebookTimeoutMs;
  const lists = createOutputLists();
  let count = 0;
  return async (cell, place) => {
    count += 1;
    onEvent({ kind: 'cell-start', number: place.number, id: place.id });
    const { outputs, add } = lists.next(count);
    const startedAt = performance.now();
    const result = await executor.execute({
      source: cell.source,
      name: cellName(place.number, place.id),
      timeoutMs: Math.max(1, Math.min(cellTimeoutMs, Math.round(endsAt - startedAt))),
      onOutput: add,
    });
    const { run, output } = finishedRun(place, result, performance.now() - startedAt);
    if (output) outputs.push(output);
    return { run, cell: { ...cell, outputs, execution_count: count } };
  };
}
