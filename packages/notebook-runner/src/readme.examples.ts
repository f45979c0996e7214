import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { normalizeNotebook, runNotebook } from '@scillm/notebook-runner';

const cells = [
  { cell_type: 'markdown', metadata: {}, source: '# A notebook is its own test' },
  { cell_type: 'code', metadata: {}, source: 'const answer: number = 6 * 7;\nanswer' },
  {
    cell_type: 'code',
    metadata: { tags: ['expect'] },
    source: "import assert from 'node:assert/strict';\nassert.equal(answer, 42);",
  },
];
const notebook = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });

const folder = await mkdtemp(join(tmpdir(), 'notebook-'));
const path = join(folder, 'answer.ipynb');
await writeFile(path, normalizeNotebook(notebook, 'answer.ipynb'));

// The notebook sees these variables and nothing else of yours.
const run = await runNotebook(path, { env: { HOME: folder }, mode: 'embedded' });
await rm(folder, { recursive: true });

assert.equal(run.status, 'ok');
assert.equal(run.cells.at(-1)?.expectation, 'passed');
assert.equal(run.snapshot.cells[0]?.id, 'execution-metadata');
