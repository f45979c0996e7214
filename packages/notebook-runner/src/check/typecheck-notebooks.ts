import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readNotebook } from '../format/read-notebook.ts';
import { type JoinedCells, joinCells } from './join-cells.ts';

/** Options of {@link typecheckNotebooks}. */
export interface TypecheckOptions {
  /** Stops the compiler. */
  readonly signal?: AbortSignal;
}

/**
 * Checks the types of notebooks of one folder with the `tsc` that is installed for it. Gives the
 * errors, such as `00_quickstart.ipynb cell 5 (hello-json) 3:7 TS2322: …`. Also finds redeclarations
 * and writes to a `const`, which running allows. Rejects when there is no `tsc`.
 */
export async function typecheckNotebooks(
  paths: readonly string[],
  { signal }: TypecheckOptions = {},
): Promise<string[]> {
  const [first] = paths;
  if (first === undefined) return [];
  const folder = join(dirname(first), '.nbcheck');
  const modules = new Map<string, JoinedCells>();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const path of paths) {
    const joined = joinCells(await readNotebook(path));
    const name = basename(path, '.ipynb');
    modules.set(name, joined);
    await writeFile(join(folder, `${name}.ts`), joined.text);
  }
  await writeFile(join(folder, 'globals.d.ts'), GLOBALS);
  const files = ['globals.d.ts', ...[...modules.keys()].map((name) => `${name}.ts`)];
  const config = JSON.stringify({ compilerOptions: OPTIONS, files });
  await writeFile(join(folder, 'tsconfig.json'), config);
  return readErrors(await compile(await findCompiler(folder), folder, signal), modules);
}

const GLOBALS =
  "declare const display: import('@scillm/notebook-runner/display').DisplayFunction;\n";

const OPTIONS = {
  noEmit: true,
  strict: true,
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  moduleDetection: 'force',
  noUnusedLocals: false,
  skipLibCheck: true,
};

async function findCompiler(folder: string): Promise<string> {
  const manifest = manifestOf(createRequire(join(folder, 'tsconfig.json')));
  const { bin } = JSON.parse(await readFile(manifest, 'utf8')) as { bin: { tsc: string } };
  return join(dirname(manifest), bin.tsc);
}

function manifestOf({ resolve }: NodeJS.Require): string {
  try {
    return resolve('typescript/package.json');
  } catch (cause) {
    throw new Error('The notebooks have no TypeScript to check them: install typescript.', {
      cause,
    });
  }
}

async function compile(
  compiler: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const child = spawn(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
  });
  const exited = once(child, 'close') as Promise<[number | null]>;
  const [output, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exited,
  ]);
  if (code === 0 || output !== '') return output;
  throw new Error(`tsc ended with code ${code}: ${complaint.slice(0, 200)}`);
}

function readErrors(output: string, modules: ReadonlyMap<string, JoinedCells>): string[] {
  const errors: string[] = [];
  for (const line of output.split('\n')) {
    const [, name = '', row, column, message] = ERROR.exec(line) ?? [];
    const place = modules.get(name)?.place(Number(row), Number(column));
    if (place) errors.push(`${name}.ipynb ${place} ${message}`);
    // An indented line explains the error before it.
    else if (line.startsWith(' ') && errors.length > 0) errors.push(`${errors.pop()}\n${line}`);
    else if (line.trim() !== '') errors.push(line);
  }
  return errors;
}

const ERROR = /^(?:.*\/)?([^/]+)\.ts\((\d+),(\d+)\): error (TS\d+: .*)$/;
