import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PassList } from '../run/environment.ts';

/** A notebook of the catalogue. */
export interface CatalogEntry {
  /** The file's name without `.ipynb`. */
  readonly name: string;
  /** What it shows, in a few words. */
  readonly title: string;
  /** The group it stands in, such as `Fundamentals`. */
  readonly track: string;
}

/** The notebooks of a folder, in the order in which they run, and what they may see. */
export interface Catalog {
  readonly notebooks: readonly CatalogEntry[];
  /**
   * Variables that pass from the user to a notebook.
   *
   * @default PASS
   */
  readonly pass?: PassList;
  /**
   * Variables whose values snapshots show.
   *
   * @default ANNOTATED
   */
  readonly annotate?: readonly string[];
}

/**
 * Reads `catalog.json` of a folder; notebooks it does not list follow in the order of their names.
 * Throws when it lists a notebook that is not there.
 */
export async function readCatalog(folder: string): Promise<Catalog> {
  const path = join(folder, 'catalog.json');
  const catalog: Catalog = existsSync(path)
    ? (JSON.parse(await readFile(path, 'utf8')) as Catalog)
    : { notebooks: [] };
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ipynb')).sort();
  const names = files.map((file) => basename(file, '.ipynb'));
  const missing = catalog.notebooks.find(({ name }) => !names.includes(name));
  if (missing) throw new Error(`${path} lists ${missing.name}, but there is no such notebook.`);
  const listed = new Set(catalog.notebooks.map(({ name }) => name));
  const others = names.filter((name) => !listed.has(name));
  return {
    ...catalog,
    notebooks: [...catalog.notebooks, ...others.map((name) => ({ name, title: name, track: '' }))],
  };
}
