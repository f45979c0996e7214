import { writeFile } from 'node:fs/promises';
import type { Mode } from '@scillm/notebook-runner';
import type { NotebookOutcome } from './run-one.ts';
import { servedModels } from './served-models.ts';

/** Writes what ran as JSON, for machines: a row a notebook, with its cells. */
export async function writeReport(
  path: string,
  mode: Mode,
  outcomes: readonly NotebookOutcome[],
): Promise<void> {
  const notebooks = outcomes.map(({ run, kept }) => ({
    name: run.name,
    status: run.status,
    ...(run.reason === undefined ? {} : { reason: run.reason }),
    ms: Math.round(run.durationMs),
    cells: run.cells.map(({ id, status, expectation = null }) => ({ id, status, expectation })),
    servedModels: servedModels(run.snapshot),
    redactions: run.redactions,
    snapshot: kept.outcome,
  }));
  await writeFile(
    path,
    `${JSON.stringify({ schema: 'scillm.smoke/1', mode, notebooks }, null, 2)}\n`,
  );
}
