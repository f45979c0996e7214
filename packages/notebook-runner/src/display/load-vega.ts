import type { Vega, VegaLite, VegaModules } from './vega-modules.ts';

/** Imports a package by its name. */
export type ImportPackage = (name: string) => Promise<unknown>;

/**
 * Loads `vega` and `vega-lite`, which are not installed with this package. Rejects with an `Error`
 * that names both and how to install them.
 */
export async function loadVega(load: ImportPackage): Promise<VegaModules> {
  const vega = (await loadOne('vega', load)) as Vega;
  return { vega, vegaLite: (await loadOne('vega-lite', load)) as VegaLite };
}

async function loadOne(name: string, load: ImportPackage): Promise<unknown> {
  try {
    return await load(name);
  } catch (cause) {
    throw new Error(
      `chart draws with the packages vega and vega-lite, and ${name} could not be loaded. ` +
        'Install both: npm install vega vega-lite',
      { cause },
    );
  }
}
