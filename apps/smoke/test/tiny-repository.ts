import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const original: string = fileURLToPath(new URL('../../../', import.meta.url));
const launcher: string = join(original, 'packages/notebook-runner/dist/cli/launcher.js');

/** Files of a repository, by path. */
export type Files = { readonly [path: string]: string };

type SoundPath =
  | 'packages/one/src/one.ts'
  | 'packages/one/src/one.test.ts'
  | 'notebooks/cell.ipynb';

/** A package with one module and its test, and a notebook of one cell: all as they should be. */
export const SOUND: { readonly [Path in SoundPath]: string } = {
  'packages/one/src/one.ts': 'export const one: number = 1;\n',
  'packages/one/src/one.test.ts':
    "import { expect, it } from 'vitest';\nimport { one } from './one.ts';\n\nit('is one', () => expect(one).toBe(1));\n",
  'notebooks/cell.ipynb': notebook('const one: number = 1;'),
};

/** A notebook with one cell. */
export function notebook(source: string): string {
  const cell = {
    cell_type: 'code',
    execution_count: null,
    id: 'only',
    metadata: {},
    outputs: [],
    source: [source],
  };
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'scillm-ts' };
  const metadata = { kernelspec, language_info: { name: 'typescript' } };
  return json({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 });
}

/**
 * Makes a repository as small as can be, with the scripts, tools and settings of this one, and gives
 * its folder. The caller removes it.
 */
export function tinyRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scillm-gates-'));
  cpSync(join(original, 'scripts'), join(folder, 'scripts'), { recursive: true });
  for (const file of ['turbo.json', 'biome.json', 'tsconfig.base.json', '.npmrc'])
    cpSync(join(original, file), join(folder, file));
  symlinkSync(join(original, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'tools'));
  writeFiles(folder, { ...MANIFESTS, ...SOUND });
  return folder;
}

/** Writes files into a folder, over those that are there. */
export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const MANIFESTS: Files = {
  // A symbolic link is no folder to a pattern that ends in a slash.
  '.gitignore': 'node_modules\ndist\nreport\n.turbo\n',
  'scripts/parts.json': '[]\n',
  'package.json': json({
    name: 'tiny',
    private: true,
    type: 'module',
    packageManager: 'npm@10.8.2',
    workspaces: ['packages/*', 'apps/*'],
    scripts: { setup: 'node --version', check: 'biome check --error-on-warnings .' },
    devDependencies: { vitest: '*' },
  }),
  'packages/one/package.json': json({
    name: 'one',
    version: '1.0.0',
    type: 'module',
    scripts: {
      typecheck: 'tsc -p tsconfig.json --noEmit',
      test: 'vitest run --reporter=json --outputFile=report/vitest.json',
    },
    devDependencies: { vitest: '*' },
  }),
  // The types of vitest would need those of Node, which the root does not have.
  'packages/one/tsconfig.json':
    '{\n  "extends": "../../tsconfig.base.json",\n  "files": ["src/one.ts"],\n  "compilerOptions": { "types": [] }\n}\n',
  'apps/smoke/package.json': json({
    name: 'smoke',
    version: '1.0.0',
    type: 'module',
    scripts: { smoke: `node ${launcher} run --notebooks ../../notebooks` },
  }),
  'notebooks/catalog.json': json({ notebooks: [{ name: 'cell', title: 'One cell', track: 'A' }] }),
};

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
