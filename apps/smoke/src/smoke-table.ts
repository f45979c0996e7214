import type { NotebookOutcome } from './run-one.ts';
import { servedModels } from './served-models.ts';

const HEADINGS = ['notebook', 'mode', 'cells', 'checks', 'result', 'served model'];

/** The lines of the table that the smoke prints: a row a notebook. */
export function smokeTable(outcomes: readonly NotebookOutcome[]): readonly string[] {
  const rows = [HEADINGS, ...outcomes.map(rowOf)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const [head = HEADINGS, ...body] = rows;
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)];
}

function rowOf({ run }: NotebookOutcome): readonly string[] {
  const ran = run.cells.filter(({ status }) => status === 'ok').length;
  const checks = run.cells.filter(({ expectation }) => expectation === 'passed').length;
  return [
    run.name,
    run.mode,
    `${ran}/${run.cells.length}`,
    String(checks),
    run.status === 'skipped' ? `skipped: ${run.reason ?? ''}` : run.status,
    servedModels(run.snapshot).join(', ') || '-',
  ];
}
