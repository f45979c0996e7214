import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { processEnvironment } from '@scillm/core';
import { type Notebook, parseNotebook, readNotebook } from '@scillm/notebook-runner';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runSmoke } from '../src/run-smoke.ts';
import { servedModels } from '../src/served-models.ts';
import { copyNotebooks } from './copy-notebooks.ts';

interface Report {
  readonly notebooks: readonly {
    readonly name: string;
    readonly status: string;
    readonly cells: readonly { readonly id: string; readonly status: string }[];
  }[];
}

const machine = processEnvironment();

let folder: string;
let notebooks: string;

beforeAll(() => {
  ({ folder, notebooks } = copyNotebooks('sabotage'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The kept snapshots, by file name. */
function snapshots(): ReadonlyMap<string, string> {
  const executed = join(notebooks, 'executed');
  return new Map(
    readdirSync(executed).map((name) => [name, readFileSync(join(executed, name), 'utf8')]),
  );
}

function callsModel(name: string, kept: ReadonlyMap<string, string>): boolean {
  const text = kept.get(`${name}_executed.ipynb`);
  return text !== undefined && servedModels(parseNotebook(text, name)).length > 0;
}

function firstExpectation({ cells }: Notebook): number {
  return cells.findIndex(({ metadata }) => metadata.tags?.includes('expect'));
}

it('fails every notebook that calls a model when the model talks nonsense, and keeps no such run', async () => {
  const before = snapshots();
  const exit = await runSmoke({
    env: { PATH: machine['PATH'], HOME: machine['HOME'], SCILLM_NOTEBOOK_MODE: 'embedded' },
    notebooks,
    report: join(folder, 'report'),
    faults: '* * -> garbage',
    print: () => undefined,
    signal: new AbortController().signal,
  });
  expect(exit).toBe(1);
  expect(snapshots()).toEqual(before);
  const report: Report = JSON.parse(readFileSync(join(folder, 'report/smoke.json'), 'utf8'));
  const callers = report.notebooks.filter(({ name }) => callsModel(name, before));
  expect(callers.length).toBeGreaterThan(0);
  for (const { name, status, cells } of callers) {
    const source = await readNotebook(join(notebooks, `${name}.ipynb`));
    const failed = cells.find((cell) => cell.status === 'failed')?.id;
    const at = source.cells.findIndex(({ id }) => id === failed);
    expect([name, status]).toEqual([name, 'failed']);
    expect(failed, `${name} failed for a reason of its own`).not.toBe('setup');
    expect(at, `${name} failed in ${failed}, after a check`).toBeLessThanOrEqual(
      firstExpectation(source),
    );
  }
  // Every notebook runs in a process of its own, and all are type-checked first.
}, 60_000);
