import { allowEnvironment } from '../run/environment.ts';
import { type KeptSnapshot, keepSnapshot } from '../run/keep-snapshot.ts';
import { liveKeys, MODE_SENTENCES, type Mode, resolveMode } from '../run/mode.ts';
import type { NotebookRun } from '../run/notebook-run.ts';
import { runNotebook } from '../run/run-notebook.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { describeFailure, summaryLine } from './summary-line.ts';

/** `nbrun run`: runs notebooks with the caller's environment and writes, or compares, their snapshots. */
export async function runCommand(context: CliContext): Promise<ExitCode> {
  const { io, options, chosen } = context;
  const mode = resolveMode(options.mode, io.env);
  const keys = mode === 'live' ? liveKeys(io.env) : [];
  io.stdout(
    keys.length > 0
      ? `live: real services, your keys (${keys.join(', ')})\n`
      : `${MODE_SENTENCES[mode]}\n`,
  );
  const results: Result[] = [];
  await inPool(poolSize(options.pool), chosen, async ({ path }) => {
    if (io.signal.aborted) return;
    const result = await runOne(context, path, mode);
    results.push(result);
    io.stdout(`${summaryLine(result.run)}\n`);
    if (result.run.status === 'failed') io.stdout(describeFailure(result.run));
    const { outcome } = result.kept;
    if (STALE.has(outcome)) io.stdout(`      snapshot ${outcome}: ${result.kept.path}\n`);
  });
  const count = (status: NotebookRun['status']): number =>
    results.filter(({ run }) => run.status === status).length;
  const [passed, failed, skipped] = [count('ok'), count('failed'), count('skipped')];
  io.stdout(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  if (failed > 0) return EXIT.failed;
  return results.some(({ kept }) => STALE.has(kept.outcome)) ? EXIT.stale : EXIT.ok;
}

interface Result {
  readonly run: NotebookRun;
  readonly kept: KeptSnapshot;
}

const STALE: ReadonlySet<KeptSnapshot['outcome']> = new Set(['different', 'missing']);

async function runOne(
  { io, options, catalog }: CliContext,
  path: string,
  mode: Mode,
): Promise<Result> {
  const { env, signal } = io;
  const { pass, annotate } = catalog;
  const run = await runNotebook(path, {
    env: environmentFor(mode, env),
    mode,
    signal,
    ...(pass ? { pass } : {}),
    ...(annotate ? { annotate } : {}),
  });
  const { check, promote, refresh } = options;
  return { run, kept: await keepSnapshot(run, { env, check, promote, refresh }) };
}

/*
 * Alone, this command starts no simulator: in embedded mode the caller's shell must have been
 * prepared for one. Real keys do not reach a notebook whose snapshot will say `embedded`.
 */
function environmentFor(mode: Mode, env: CliContext['io']['env']): CliContext['io']['env'] {
  const isSimulated = liveKeys(env).every((name) => SIMULATED.test(env[name] ?? ''));
  return mode === 'embedded' && !isSimulated ? allowEnvironment(env, mode) : env;
}

const SIMULATED = /^(sim-|http:\/\/127\.0\.0\.1:)/;

function poolSize(asked = '1'): number {
  const size = Number(asked);
  if (Number.isInteger(size) && size > 0) return size;
  throw new RangeError(`--pool is ${asked}. Use a whole number above 0.`);
}

async function inPool<T>(
  size: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: size }, worker));
}
