import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normalizeNotebook } from '../format/normalize-notebook.ts';

/** A code cell, shortly: its id, its source, its tags. */
export type ShortCell = readonly [id: string, source: string, ...tags: string[]];

/** A temporary repository with a folder of notebooks. */
export interface Workspace {
  readonly root: string;
  /** Writes a notebook of code cells; gives its path. */
  write(name: string, cells: readonly ShortCell[]): string;
  /** The text of a file, or nothing. */
  read(...path: string[]): string | undefined;
  /** Deletes everything. */
  remove(): void;
}

/** Creates a {@link Workspace} in a folder; the caller removes it. */
export function createWorkspace(parent: string = tmpdir()): Workspace {
  mkdirSync(parent, { recursive: true });
  const root = realpathSync(mkdtempSync(join(parent, 'notebooks-')));
  mkdirSync(join(root, '.git'));
  mkdirSync(join(root, 'notebooks'));
  return {
    root,
    write(name, cells) {
      const path = join(root, 'notebooks', `${name}.ipynb`);
      writeFileSync(path, notebookText(cells));
      return path;
    },
    read(...path) {
      try {
        return readFileSync(join(root, ...path), 'utf8');
      } catch {
        return undefined;
      }
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}

function notebookText(cells: readonly ShortCell[]): string {
  const full = cells.map(([id, source, ...tags]) => ({
    cell_type: 'code',
    id,
    metadata: tags.length > 0 ? { tags } : {},
    source,
  }));
  const notebook = { cells: full, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  return normalizeNotebook(JSON.stringify(notebook), 'short.ipynb');
}
