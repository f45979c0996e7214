import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Notebook } from './notebook.ts';
import { parseNotebook } from './parse-notebook.ts';

/** Reads an `.ipynb` file. Rejects with a {@link NotebookError} when it is not a valid notebook of format 4.5. */
export async function readNotebook(path: string): Promise<Notebook> {
  return parseNotebook(await readFile(path, 'utf8'), basename(path));
}
