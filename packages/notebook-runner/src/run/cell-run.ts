import type { ExecutionResult } from '../executor/executor.ts';
import type { CellError } from '../executor/protocol.ts';
import type { Output } from '../format/notebook.ts';
import type { CellRun } from './notebook-run.ts';

/** Which cell is meant. */
export type CellPlace = Pick<CellRun, 'number' | 'id' | 'tags'>;

/** The record of a cell that did not run. */
export function skippedRun(place: CellPlace, reason: string): CellRun {
  const expectation = isExpect(place) ? { expectation: 'skipped' as const } : {};
  return { ...place, status: 'skipped', reason, durationMs: 0, ...expectation };
}

/** The record of a cell that ran, and the error output it ends with, if any. */
export function finishedRun(
  place: CellPlace,
  result: ExecutionResult,
  durationMs: number,
): { readonly run: CellRun; readonly output?: Output } {
  const failure = failureOf(result, place.tags);
  const shown = result.error ?? failure;
  const expectation = failure ? ('failed' as const) : ('passed' as const);
  const run: CellRun = {
    ...place,
    durationMs: Math.round(durationMs),
    ...(isExpect(place) ? { expectation } : {}),
    ...(failure ? failed(failure) : { status: 'ok' }),
  };
  return { run, ...(shown ? { output: errorOutput(shown) } : {}) };
}

// What makes the cell a failure, given what its tags expect.
function failureOf(
  { status, error }: ExecutionResult,
  tags: readonly string[],
): CellError | undefined {
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

function failed({ ename, evalue, traceback }: CellError): {
  status: 'failed';
  reason: string;
  traceback: readonly string[];
} {
  return { status: 'failed', reason: `${ename}: ${evalue}`, traceback };
}

function errorOutput({ ename, evalue, traceback }: CellError): Output {
  return { output_type: 'error', ename, evalue, traceback: [...traceback] };
}

function isExpect({ tags }: CellPlace): boolean {
  return tags.includes('expect');
}
