import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { processEnvironment } from '@scillm/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Files, notebook, SOUND, tinyRepository, writeFiles } from './tiny-repository.ts';

// Each run starts npm, turbo, vitest and the compiler for real: some seconds.
const PATIENCE_MS = 120_000;

const { PATH = '', HOME = '' } = processEnvironment();

let folder: string;

beforeAll(() => {
  folder = tinyRepository();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `npm test` comes to in the small repository with these files in the place of the sound ones. */
async function testWith(files: Files) {
  writeFiles(folder, { ...SOUND, ...files });
  const child = spawn(process.execPath, ['scripts/test.mjs'], {
    cwd: folder,
    env: { PATH, HOME },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [said, [exit]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  const lines = said.trimEnd().split('\n');
  const red = lines.filter((line) => line.startsWith('RED')).map((line) => line.split('.')[0]);
  return { exit, last: lines.at(-1), red };
}

it(
  'is green when every gate holds',
  async () => {
    const outcome = await testWith({});
    expect(outcome).toEqual({ exit: 0, last: '1 passed, 0 failed, 0 skipped', red: [] });
  },
  PATIENCE_MS,
);

it.each<[string, Files, string, string]>([
  [
    'a lint error',
    { 'packages/one/src/one.ts': 'export const one: number = 1;\nexport default one;\n' },
    'RED  check',
    '1 passed, 1 failed, 0 skipped',
  ],
  [
    'a type error',
    {
      'packages/one/src/one.ts':
        "export const one: number = 1;\nexport const two: number = 'two';\n",
    },
    'RED  typecheck of one',
    '1 passed, 1 failed, 0 skipped',
  ],
  [
    'a failing test',
    { 'packages/one/src/one.test.ts': SOUND['packages/one/src/one.test.ts'].replace('(1)', '(2)') },
    'RED  test of one',
    '0 passed, 1 failed, 0 skipped',
  ],
  [
    'a test file that does not load',
    { 'packages/one/src/one.test.ts': "throw new Error('not loaded');\n" },
    'RED  test of one',
    '0 passed, 1 failed, 0 skipped',
  ],
  [
    'a failing notebook cell',
    { 'notebooks/cell.ipynb': notebook("throw new Error('The cell fails.');") },
    'RED  smoke of smoke',
    '1 passed, 1 failed, 0 skipped',
  ],
])(
  'is red for %s',
  async (_, files, gate, last) => {
    expect(await testWith(files)).toEqual({ exit: 1, last, red: [gate] });
  },
  PATIENCE_MS,
);
