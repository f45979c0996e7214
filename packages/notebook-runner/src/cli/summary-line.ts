import type { NotebookRun } from '../run/notebook-run.ts';

/** A run in a line: `ok    00_quickstart  1.9 s  9 cells  2 checks  embedded`. */
export function summaryLine(run: NotebookRun): string {
  const { name, status, cells, mode, durationMs, reason } = run;
  if (status === 'skipped') return `skip  ${name}  ${reason ?? ''}`.trimEnd();
  const checks = cells.filter(({ expectation }) => expectation === 'passed').length;
  const seconds = `${(durationMs / 1000).toFixed(1)} s`;
  const label = status === 'ok' ? 'ok  ' : 'FAIL';
  return `${label}  ${name}  ${seconds}  ${cells.length} cells  ${checks} checks  ${mode}`;
}

/** The cell that failed and the first lines of its error, ready for an issue. */
export function describeFailure({ name, cells }: NotebookRun): string {
  const failed = cells.find(({ status }) => status === 'failed');
  if (!failed) return '';
  const lines = failed.traceback?.slice(0, SHOWN_LINES) ?? [];
  const head = `      ${name}.ipynb cell ${failed.number} (${failed.id})`;
  return `${[head, ...lines.map((line) => `      ${line}`)].join('\n')}\n`;
}

const SHOWN_LINES = 20;
