import { basename } from 'node:path';
import {
  type Catalog,
  type KeptSnapshot,
  keepSnapshot,
  type Mode,
  type NotebookRun,
  runNotebook,
} from '@scillm/notebook-runner';
import { openMode } from '@scillm/simulator';

/** Options of {@link runOne}. */
export interface RunOneOptions {
  readonly path: string;
  readonly mode: Mode;
  readonly env: { readonly [name: string]: string | undefined };
  readonly catalog: Catalog;
  /** Compare with the kept snapshot instead of writing. */
  readonly check: boolean;
  readonly report: string;
  /** A fault script for the simulator of an embedded run. @default none */
  readonly faults?: string;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

/** One notebook's run and what became of its snapshot. */
export interface NotebookOutcome {
  readonly run: NotebookRun;
  readonly kept: KeptSnapshot;
}

/** Runs a notebook against services of its own, keeps its snapshot, and prints a line about it. */
export async function runOne(options: RunOneOptions): Promise<NotebookOutcome> {
  const { path, mode, env, catalog, check, report, faults = '', print, signal } = options;
  const { pass, annotate } = catalog;
  const opened = await openMode({ mode, env, notebook: basename(path, '.ipynb'), faults });
  try {
    const services = { ...systemVariables(env), ...opened.env };
    const run = await runNotebook(path, {
      env: services,
      mode,
      signal,
      ...(pass === undefined ? {} : { pass }),
      ...(annotate === undefined ? {} : { annotate }),
    });
    const kept = await keepSnapshot(run, { env: services, reportDir: report, check });
    print(progressLine(run, kept));
    if (run.status === 'failed') print(failureLines(run));
    return { run, kept };
  } finally {
    await opened.close();
  }
}

/** What a process needs of the machine, whatever the mode; the runner's own list decides the rest. */
function systemVariables(env: RunOneOptions['env']): { [name: string]: string } {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'NODE_V8_COVERAGE'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function progressLine(
  { name, status, durationMs, reason }: NotebookRun,
  kept: KeptSnapshot,
): string {
  const word = status === 'failed' ? 'FAIL' : status.padEnd(4);
  const seconds = `${(durationMs / 1000).toFixed(1)} s`;
  const where = status === 'failed' ? 'see report/failed' : `snapshot ${kept.outcome}`;
  const why = reason?.split('\n')[0];
  return [word, name, seconds, where, ...(why === undefined ? [] : [why])].join('  ');
}

const SHOWN_LINES = 20;

function failureLines({ name, cells }: NotebookRun): string {
  const failed = cells.find(({ status }) => status === 'failed');
  if (failed === undefined) return '';
  const head = `      ${name}.ipynb cell ${failed.number} (${failed.id})`;
  return [
    head,
    ...(failed.traceback ?? []).slice(0, SHOWN_LINES).map((line) => `      ${line}`),
  ].join('\n');
}
