import { basename, join } from 'node:path';
import {
  type Catalog,
  checkNotebook,
  NotebookError,
  readNotebook,
  typecheckNotebooks,
} from '@scillm/notebook-runner';

/** What is wrong with the sources before any of them runs, a line each: structure, then types. */
export async function checkSources(
  folder: string,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const paths = catalog.notebooks.map(({ name }) => join(folder, `${name}.ipynb`));
  const structure = (await Promise.all(paths.map(structureProblems))).flat();
  return structure.length > 0 ? structure : typecheckNotebooks(paths, { signal });
}

async function structureProblems(path: string): Promise<readonly string[]> {
  const file = basename(path);
  try {
    return checkNotebook(await readNotebook(path)).map((problem) => `${file} ${problem}`);
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    return error.problems.map((problem) => `${file} ${problem}`);
  }
}
