import { copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandResult, runCommand } from './command.ts';
import type { Tarball } from './tarball.ts';

/** One thing that must hold of the packed packages. */
export interface Check {
  readonly name: string;
  run(): Promise<CommandResult>;
}

const require: NodeJS.Require = createRequire(import.meta.url);

/** The compilers that a consumer may have. */
const COMPILERS: readonly { readonly version: string; readonly manifest: string }[] = [
  { version: '5.9', manifest: require.resolve('typescript-5/package.json') },
  { version: '6', manifest: require.resolve('typescript-6/package.json') },
  { version: '7', manifest: require.resolve('typescript/package.json') },
];

const MODULES: Readonly<Record<string, string>> = { nodenext: 'nodenext', bundler: 'esnext' };

/** Type-checks a program that uses every entry, as each compiler and kind of resolution reads it. */
export async function typeChecks(
  folder: string,
  all: readonly Tarball[],
): Promise<readonly Check[]> {
  const imports = all.flatMap(({ entries }) => entries).map(importLine);
  await writeFile(join(folder, 'entries.ts'), `${imports.join('\n')}\n`);
  const consumer = fileURLToPath(new URL('../../src/pack/consumer.ts', import.meta.url));
  await copyFile(consumer, join(folder, 'consumer.ts'));
  for (const [moduleResolution, module] of Object.entries(MODULES)) {
    const config = {
      compilerOptions: {
        ...{ module, moduleResolution, target: 'es2023', lib: ['es2023'], types: ['node'] },
        ...{ strict: true, skipLibCheck: false, outDir: moduleResolution, rootDir: '.' },
      },
      files: ['entries.ts', 'consumer.ts'],
    };
    await writeFile(join(folder, `${moduleResolution}.json`), JSON.stringify(config));
  }
  return COMPILERS.flatMap(({ version, manifest }) =>
    Object.keys(MODULES).map((name) => ({
      name: `TypeScript ${version} accepts every entry with moduleResolution ${name}`,
      run: () =>
        runCommand('node', [join(dirname(manifest), 'bin/tsc'), '-p', `${name}.json`], folder),
    })),
  );
}

/** Runs the program that the type checks have compiled. */
export function consumerCheck(folder: string): Check {
  return {
    name: 'scillm, installed outside the workspace, is answered by the simulator',
    run: () => runCommand('node', ['nodenext/consumer.js'], folder),
  };
}

/** Loads each entry, and runs each command, of a package that was installed alone. */
export function loadChecks(folder: string, { entries, commands }: Tarball): readonly Check[] {
  return [
    ...entries.map((entry) => ({
      name: `import('${entry}') works with the package installed alone`,
      run: () =>
        runCommand('node', ['--input-type=module', '-e', `await import('${entry}')`], folder),
    })),
    ...commands.map((command) => ({
      name: `${command} --help works with the package installed alone`,
      run: () => runCommand(join(folder, 'node_modules/.bin', command), ['--help'], folder),
    })),
  ];
}

/** Looks for what must and must not be in a tarball. */
export function contentCheck({ name, contents }: Tarball): Check {
  const missing = ['README.md', 'LICENSE', 'package.json', 'dist/index.js', 'dist/index.d.ts']
    .filter((path) => !contents.includes(path))
    .map((path) => `lacks ${path}`);
  const unwanted = contents
    .filter((path) => /\.(test|test-d|examples)\.|__fixtures__/.test(path))
    .map((path) => `ships ${path}`);
  const output = [...missing, ...unwanted].join('\n');
  return {
    name: `${name} ships what it should`,
    run: async () => ({ code: output === '' ? 0 : 1, stdout: '', output }),
  };
}

function importLine(entry: string, index: number): string {
  return `export * as entry${index} from '${entry}';`;
}
