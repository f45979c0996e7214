import { basename } from 'node:path';
import { checkNotebook } from '../check/check-notebook.ts';
import { isStale } from '../check/is-stale.ts';
import { typecheckNotebooks } from '../check/typecheck-notebooks.ts';
import { NotebookError } from '../format/notebook-error.ts';
import { readNotebook } from '../format/read-notebook.ts';
import type { CliContext } from './cli-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** `nbrun check`: structure, types and snapshots of notebooks, without running them. */
export async function checkCommand({ io, chosen }: CliContext): Promise<ExitCode> {
  const paths = chosen.map(({ path }) => path);
  const structure = await Promise.all(paths.map(structureProblems));
  const invalid = structure.flat();
  const readable = paths.filter((_path, at) => structure[at]?.length === 0);
  invalid.push(...(await typecheckNotebooks(readable, { signal: io.signal })));
  const stale = (await Promise.all(readable.map(snapshotProblem))).flat();
  for (const problem of [...invalid, ...stale]) io.stdout(`${problem}\n`);
  io.stdout(`${paths.length} checked, ${invalid.length + stale.length} problems\n`);
  if (invalid.length > 0) return EXIT.invalid;
  return stale.length > 0 ? EXIT.stale : EXIT.ok;
}

async function structureProblems(path: string): Promise<string[]> {
  const file = basename(path);
  try {
    return checkNotebook(await readNotebook(path)).map((problem) => `${file} ${problem}`);
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    return error.problems.map((problem) => `${file} ${problem}`);
  }
}

async function snapshotProblem(path: string): Promise<string[]> {
  const stale = await isStale(path);
  if (stale === false) return [];
  const what = stale === 'missing' ? 'has no snapshot' : 'is newer than its snapshot';
  return [`${basename(path)} ${what}: run nbrun run ${basename(path, '.ipynb')}`];
}
