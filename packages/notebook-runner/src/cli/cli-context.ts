import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Catalog, type CatalogEntry, readCatalog } from './catalog.ts';
import type { CliIo } from './main.ts';

/** The options of the command line, as given. */
export interface CliOptions {
  readonly notebooks?: string | undefined;
  readonly mode?: string | undefined;
  readonly pool?: string | undefined;
  readonly check: boolean;
  readonly promote: boolean;
  readonly refresh: boolean;
}

/** What a command works on. */
export interface CliContext {
  readonly io: CliIo;
  readonly options: CliOptions;
  /** The notebooks' folder. */
  readonly folder: string;
  readonly catalog: Catalog;
  /** The chosen notebooks, all if none was named. */
  readonly chosen: readonly (CatalogEntry & { readonly path: string })[];
}

/** Finds the notebooks. Throws a `RangeError` for a folder or a name that is not there. */
export async function openContext(
  io: CliIo,
  names: readonly string[],
  options: CliOptions,
): Promise<CliContext> {
  const folder = findFolder(io.cwd, options.notebooks);
  const catalog = await readCatalog(folder);
  const wanted = names.map((name) => name.replace(/^.*\//, '').replace(/\.ipynb$/, ''));
  const known = catalog.notebooks.map(({ name }) => name);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown) throw new RangeError(`No notebook ${unknown}. Known: ${known.join(', ')}.`);
  const chosen = catalog.notebooks
    .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    .map((entry) => ({ ...entry, path: join(folder, `${entry.name}.ipynb`) }));
  return { io, options, folder, catalog, chosen };
}

function findFolder(cwd: string, asked: string | undefined): string {
  if (asked !== undefined) {
    const folder = resolve(cwd, asked);
    if (existsSync(folder)) return folder;
    throw new RangeError(`There is no folder ${asked}.`);
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const notebooks = join(folder, 'notebooks');
    if (existsSync(notebooks)) return notebooks;
    if (dirname(folder) === folder) break;
  }
  throw new RangeError(
    'There is no folder named notebooks here or above. Name one: --notebooks DIR.',
  );
}
