import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { missingExport } from './missing-export.ts';

/** What transformed cells call as `__cell__`. */
export interface CellHook {
  /** Stands for `import()` and namespace imports: Node's own loader, from the notebook's folder. */
  import(specifier: string, options?: ImportCallOptions): Promise<object>;
  /** Stands for named imports: the listed exports; a missing one throws when it is used. */
  importNamed(
    names: readonly string[],
    specifier: string,
    options?: ImportCallOptions,
  ): Promise<object>;
  /** Stands for `import x = require()`. */
  require(specifier: string): unknown;
  /** Stands for `import.meta`. */
  readonly meta: {
    readonly url: string;
    readonly filename: string;
    readonly dirname: string;
    resolve(specifier: string): string;
  };
  /** Takes the value of the last expression. */
  result(value: unknown): void;
  /** Takes every value on its way to be thrown, and returns it. */
  thrown<T>(value: T): T;
}

/** Who hears of a cell's values. */
export interface CellListener {
  /** The value of the last expression. */
  onResult(value: unknown): void;
  /** A value that is about to be thrown and has no stack of the cell itself, with that of the place. */
  onThrown(value: unknown, stack: string): void;
}

/** The hook of a notebook at `path`. */
export function createCellHook(path: string, { onResult, onThrown }: CellListener): CellHook {
  const url = pathToFileURL(path).href;
  const load = new Script('(specifier, options) => import(specifier, options)', {
    filename: path,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as CellHook['import'];
  // An error of the loader has no frame in the cell: take them from here.
  const loadFor = async (
    caller: { stack?: string },
    ...[specifier, options]: Parameters<CellHook['import']>
  ): Promise<object> => {
    try {
      return await load(specifier, options);
    } catch (error) {
      onThrown(error, caller.stack ?? '');
      throw error;
    }
  };
  return {
    import: (specifier, options) => loadFor(new Error(), specifier, options),
    async importNamed(names, specifier, options) {
      const module = await loadFor(new Error(), specifier, options);
      const member = (name: string): unknown =>
        name in module
          ? (module as { readonly [key: string]: unknown })[name]
          : missingExport(specifier, name);
      return Object.fromEntries(names.map((name) => [name, member(name)]));
    },
    require: createRequire(url),
    meta: {
      url,
      filename: path,
      dirname: dirname(path),
      resolve: (specifier) => import.meta.resolve(specifier, url),
    },
    result: onResult,
    thrown(value) {
      if (!(value instanceof Error)) onThrown(value, new Error().stack ?? '');
      return value;
    },
  };
}
