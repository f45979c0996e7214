import { afterAll, describe, expect, it } from 'vitest';
import { createWorkspace, type ShortCell } from '../__fixtures__/create-workspace.ts';
import { formatNotebook } from '../format/format-notebook.ts';
import type { CodeCell } from '../format/notebook.ts';
import type { NotebookRun, RunEvent } from './notebook-run.ts';
import { type RunNotebookOptions, runNotebook } from './run-notebook.ts';

const workspace = createWorkspace();
afterAll(workspace.remove);
let count = 0;

async function run(
  cells: readonly ShortCell[],
  options: Partial<RunNotebookOptions> = {},
): Promise<NotebookRun> {
  count += 1;
  const path = workspace.write(`run-${count}`, cells);
  const env = { PATH: '/usr/bin:/bin', ...options.env };
  return runNotebook(path, { mode: 'embedded', ...options, env });
}

function outputsOf({ snapshot }: NotebookRun, id: string): CodeCell['outputs'] {
  const cell = snapshot.cells.find((it) => it.id === id);
  return cell?.cell_type === 'code' ? cell.outputs : [];
}

it('runs a notebook and gives its snapshot', async () => {
  const events: RunEvent[] = [];
  const ran = await run(
    [
      ['setup', "import assert from 'node:assert/strict'\nconst four: number = 4"],
      ['show', "console.log('four is', four)\nfour"],
      ['check', 'assert.equal(four, 4)', 'expect'],
    ],
    { onEvent: (event) => void events.push(event) },
  );
  expect(ran).toMatchObject({
    name: `run-${count}`,
    status: 'ok',
    mode: 'embedded',
    redactions: 0,
    cells: [
      { number: 1, id: 'setup', status: 'ok', tags: [] },
      { number: 2, id: 'show', status: 'ok' },
      { number: 3, id: 'check', status: 'ok', tags: ['expect'], expectation: 'passed' },
    ],
  });
  expect(outputsOf(ran, 'show')).toEqual([
    { output_type: 'stream', name: 'stdout', text: 'four is 4\n' },
    {
      output_type: 'execute_result',
      data: { 'text/plain': '4' },
      metadata: {},
      execution_count: 2,
    },
  ]);
  expect(events.map(({ kind }) => kind)).toEqual(Array(3).fill(['cell-start', 'cell-end']).flat());
});

it('stops at the first failure and says where it was', async () => {
  const ran = await run([
    ['good', '1'],
    ['bad', '\nthrow new Error("planted")', 'expect'],
    ['never', 'console.log("never")', 'expect'],
  ]);
  expect(ran).toMatchObject({
    status: 'failed',
    reason: 'cell 2 (bad): Error: planted',
    cells: [
      { status: 'ok' },
      {
        status: 'failed',
        expectation: 'failed',
        traceback: ['Error: planted', '    at cell 2 (bad) 2:7'],
      },
      { status: 'skipped', reason: 'after failure', expectation: 'skipped', durationMs: 0 },
    ],
  });
  expect(outputsOf(ran, 'bad')).toMatchObject([{ output_type: 'error', ename: 'Error' }]);
  expect(outputsOf(ran, 'never')).toEqual([]);
});

it('gives two runs equal bytes', async () => {
  const cells: ShortCell[] = [
    ['a', 'display({ a: new Date(0) }, { id: "x" })\nimport.meta.dirname'],
    ['b', 'display({ a: 2 }, { id: "x", update: true })\nconsole.log("http://127.0.0.1:45123/")'],
    ['c', 'Promise.reject(new Error("no"))', 'raises-exception'],
  ];
  const path = workspace.write('twice', cells);
  const options = { mode: 'embedded', env: { PATH: '/usr/bin:/bin' } } as const;
  const [first, second] = [await runNotebook(path, options), await runNotebook(path, options)];
  expect(formatNotebook(second.snapshot)).toBe(formatNotebook(first.snapshot));
  expect(outputsOf(first, 'a')).toMatchObject([
    { data: { 'text/plain': '{ a: 2 }' } },
    { data: { 'text/plain': "'<repo>/notebooks'" } },
  ]);
  expect(outputsOf(first, 'b')).toMatchObject([{ text: 'http://127.0.0.1:<port>/\n' }]);
});

it('stops a cell at its limit and a notebook at its own', async () => {
  const slow = await run([['slow', 'await new Promise(() => {})']], { cellTimeoutMs: 100 });
  expect(slow.reason).toMatch(/^cell 1 \(slow\): CellTimeout: .* 100 ms/);
  const long = await run(
    [
      ['quick', '1'],
      ['long', 'while (true) {}'],
    ],
    { notebookTimeoutMs: 1500 },
  );
  expect(long.cells).toMatchObject([{ status: 'ok' }, { status: 'failed' }]);
});

it('ends at once when its signal aborts', async () => {
  const stop = new AbortController();
  const ran = await run([['busy', 'await 1; while (true) {}']], {
    signal: stop.signal,
    onEvent: ({ kind }) => {
      if (kind === 'cell-start') stop.abort();
    },
  });
  expect(ran).toMatchObject({ status: 'failed', cells: [{ status: 'failed' }] });
});

describe('environment', () => {
  const SEE = 'JSON.stringify(Object.keys(process.env).sort())';

  it('passes what is allowed, forces what makes runs equal, and nothing else', async () => {
    const env = {
      SECRET_OF_MINE: 'x',
      HOME: '/home/me',
      CHUTES_TEXT_MODEL: 'm',
      NODE_OPTIONS: '-x',
    };
    const ran = await run([['see', SEE]], { env });
    expect(outputsOf(ran, 'see')).toMatchObject([
      {
        data: {
          'text/plain': `'["CHUTES_TEXT_MODEL","HOME","NO_COLOR","PATH","SCILLM_NOTEBOOK_MODE","SCILLM_SIMULATOR","TZ"]'`,
        },
      },
    ]);
  });

  it('shows annotated variables, and of keys only whether they are set', async () => {
    const env = { LITELLM_TIMEOUT: '45', OPENAI_API_KEY: 'planted-openai-key' };
    const { snapshot } = await run([['a', '1', 'requires-env:CHUTES_API_KEY']], { env });
    const [facts] = snapshot.cells;
    const lines = facts?.source.split('\n');
    expect(facts).toMatchObject({ id: 'execution-metadata', cell_type: 'markdown' });
    expect(facts?.metadata.tags).toEqual(['execution-metadata']);
    expect(lines).toEqual(
      expect.arrayContaining([
        '**embedded: answers come from @scillm/simulator, not from a model**',
        '- status: ok',
        '- LITELLM_TIMEOUT: `45`',
        '- LITELLM_MAX_RETRIES: unset',
        '- CHUTES_API_KEY: unset',
        '- OPENAI_API_KEY: set',
      ]),
    );
    expect(formatNotebook(snapshot)).not.toContain('planted-openai-key');
  });
});

describe('tags', () => {
  it('requires-env skips with the hint, word for word', async () => {
    const tags = ['requires-env:CHUTES_API_KEY|CHUTES_API_KEY_1|SCILLM_API_BASE|SCILLM_API_BASE_1'];
    const ran = await run([['gated', 'throw 1', ...tags, 'expect']]);
    const hint =
      'CHUTES_API_KEY or SCILLM_API_BASE not set — skipped. Set it in your shell and rerun.';
    expect(ran).toMatchObject({
      status: 'skipped',
      reason: hint,
      cells: [{ status: 'skipped', reason: hint, expectation: 'skipped' }],
    });
    expect(outputsOf(ran, 'gated')).toEqual([
      { output_type: 'stream', name: 'stdout', text: `${hint}\n` },
    ]);
  });

  it('a notebook in which only negative controls ran is skipped', async () => {
    const ran = await run([
      ['main', '1', 'expect', 'requires-env:OPENAI_API_KEY'],
      ['negative-it', 'if (false) throw 1', 'expect'],
    ]);
    expect(ran.status).toBe('skipped');
  });

  it('raises-exception keeps the error, and wants one', async () => {
    const kept = await run([['boom', 'throw new Error("wanted")', 'raises-exception']]);
    expect(kept.status).toBe('ok');
    expect(outputsOf(kept, 'boom')).toMatchObject([{ output_type: 'error', evalue: 'wanted' }]);
    const missing = await run([['quiet', '1', 'raises-exception']]);
    expect(missing.reason).toMatch(/^cell 1 \(quiet\): NothingRaised: /);
  });

  it('skip-execution, embedded-only and live-only', async () => {
    const cells: ShortCell[] = [
      ['never', 'throw 1', 'skip-execution'],
      ['here', '1', 'embedded-only'],
      ['there', '1', 'live-only'],
    ];
    const statuses = (ran: NotebookRun): string[] => ran.cells.map(({ status }) => status);
    expect(statuses(await run(cells))).toEqual(['skipped', 'ok', 'skipped']);
    expect(statuses(await run(cells, { mode: 'replay' }))).toEqual(['skipped', 'skipped', 'ok']);
  });
});
