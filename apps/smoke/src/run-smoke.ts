import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EXIT, MODE_SENTENCES, readCatalog, SecretSurvivedError } from '@scillm/notebook-runner';
import { announcedMode } from './announced-mode.ts';
import { checkSources } from './check-sources.ts';
import { type NotebookOutcome, runOne } from './run-one.ts';
import { smokeTable } from './smoke-table.ts';
import { writeReport } from './write-report.ts';

/** Options of {@link runSmoke}. */
export interface SmokeOptions {
  /** The caller's variables. */
  readonly env: { readonly [name: string]: string | undefined };
  /** The folder of the notebooks and their catalogue. */
  readonly notebooks: string;
  /** Where reports and snapshots that are not kept go. */
  readonly report: string;
  /** A fault script for the simulators of an embedded run. @default none */
  readonly faults?: string;
  readonly print: (line: string) => void;
  readonly signal: AbortSignal;
}

const MOST_AT_ONCE = 4;

/**
 * Runs every notebook of the catalogue and prints one row for each. With no key in the environment
 * the answers come from a simulator, and it says so. One failure does not stop the others.
 */
export async function runSmoke(options: SmokeOptions): Promise<number> {
  const { env, notebooks, report, print, signal } = options;
  const mode = announcedMode(env, print);
  const catalog = await readCatalog(notebooks);
  const problems = await checkSources(notebooks, catalog, signal);
  for (const problem of problems) print(problem);
  if (problems.length > 0) return EXIT.invalid;
  await mkdir(report, { recursive: true });
  try {
    const outcomes = await inPool(catalog.notebooks, async ({ name }) => {
      const path = join(notebooks, `${name}.ipynb`);
      return runOne({ ...options, path, mode, catalog, check: Boolean(env['CI']) });
    });
    print('');
    for (const line of smokeTable(outcomes)) print(line);
    await writeReport(join(report, 'smoke.json'), mode, outcomes);
    print(`\n${MODE_SENTENCES[mode]}`);
    print(totals(outcomes));
    return signal.aborted ? EXIT.interrupted : exitOf(outcomes);
  } catch (error) {
    if (!(error instanceof SecretSurvivedError)) throw error;
    print(error.message);
    return EXIT.secret;
  }
}

function exitOf(outcomes: readonly NotebookOutcome[]): number {
  if (outcomes.some(({ run }) => run.status === 'failed')) return EXIT.failed;
  return outcomes.some(({ kept }) => kept.outcome === 'different' || kept.outcome === 'missing')
    ? EXIT.stale
    : EXIT.ok;
}

function totals(outcomes: readonly NotebookOutcome[]): string {
  const count = (status: string): number =>
    outcomes.filter(({ run }) => run.status === status).length;
  return `${count('ok')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/** Works on a few at a time; results stand in the order of the items. */
async function inPool<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = new Array(items.length);
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  const workers = Math.min(MOST_AT_ONCE, availableParallelism(), items.length);
  await Promise.all(Array.from({ length: workers }, worker));
  return results;
}
