import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createExecutor } from './create-executor.ts';
import type { Executor } from './executor.ts';
import type { CellOutput } from './protocol.ts';

const path = fileURLToPath(new URL('./__fixtures__/tricky.ipynb', import.meta.url));
const env = { PATH: '/usr/bin:/bin', PLANTED: 'seen', TZ: 'UTC', NO_COLOR: '1' };
const LIMIT = 262_144;
let executor: Executor;

beforeAll(async () => {
  executor = await createExecutor({ path, env });
});
afterAll(() => executor.close());

async function run(source: string): Promise<CellOutput[]> {
  const outputs: CellOutput[] = [];
  const onOutput = (output: CellOutput): void => void outputs.push(output);
  const request = { source, name: 'cell 1 (talk)', timeoutMs: 9000, onOutput };
  const { status, error } = await executor.execute(request);
  expect({ status, error }).toEqual({ status: 'ok', error: undefined });
  return outputs;
}

function textOf(outputs: readonly CellOutput[], name: 'stdout' | 'stderr' = 'stdout'): string {
  return outputs
    .map((output) => (output.kind === 'stream' && output.name === name ? output.text : ''))
    .join('');
}

it('joins what is written, and keeps the order of the streams and displays', async () => {
  const source = `
    console.log('a'); console.log('b'); console.error('c'); process.stdout.write('d')
    process.stdout.write(new TextEncoder().encode('é'))
    display({ x: 1 })
    await new Promise((resolve) => process.stdout.write('e', resolve))
    'f'`;
  expect(await run(source)).toEqual([
    { kind: 'stream', name: 'stdout', text: 'a\nb\n' },
    { kind: 'stream', name: 'stderr', text: 'c\n' },
    { kind: 'stream', name: 'stdout', text: 'dé' },
    {
      kind: 'display',
      display: { data: { 'text/plain': '{ x: 1 }' }, metadata: {}, isUpdate: false },
    },
    { kind: 'stream', name: 'stdout', text: 'e' },
    { kind: 'result', display: { data: { 'text/plain': "'f'" }, metadata: {} } },
  ]);
});

it('passes on what is written while the cell goes on', async () => {
  const outputs: CellOutput[] = [];
  let release: (() => void) | undefined;
  const seen = new Promise<void>((resolve) => {
    release = resolve;
  });
  const stop = new AbortController();
  const source = 'console.log("early"); await new Promise(() => {})';
  const onOutput = (output: CellOutput): void => {
    outputs.push(output);
    release?.();
  };
  const end = executor.execute({ source, name: 'x', signal: stop.signal, onOutput });
  await seen;
  expect(outputs).toEqual([{ kind: 'stream', name: 'stdout', text: 'early\n' }]);
  stop.abort();
  expect((await end).status).toBe('interrupted');
});

it('cuts 100,000 lines at the limit and says so', async () => {
  const text = textOf(await run('for (let i = 1; i <= 100_000; i++) console.log("line " + i)'));
  const whole = Array.from({ length: 100_000 }, (_, at) => `line ${at + 1}\n`).join('');
  const notice = `[output truncated after ${LIMIT} bytes]\n`;
  const kept = text.slice(0, -notice.length);
  expect(text.endsWith(notice)).toBe(true);
  expect(kept.length).toBeGreaterThanOrEqual(LIMIT);
  expect(`${whole.slice(0, LIMIT)}\n`.startsWith(kept.trimEnd())).toBe(true);
});

it('prints 5 MB in one call up to the limit, never half a character', async () => {
  const text = textOf(await run("process.stdout.write('é'.repeat(2.5e6) + 'x'); 1"));
  expect(text).toBe(`${'é'.repeat(LIMIT / 2)}\n[output truncated after ${LIMIT} bytes]\n`);
});

it('counts displays too', async () => {
  const outputs = await run(
    "display.html('x'.repeat(300_000)); display('small'); console.log('more')",
  );
  expect(outputs).toEqual([
    { kind: 'stream', name: 'stdout', text: `[output truncated after ${LIMIT} bytes]\n` },
  ]);
});

it('gives each cell the whole limit', async () => {
  await run("process.stdout.write('x'.repeat(5e6)); 1");
  expect(textOf(await run("console.log('again')"))).toBe('again\n');
});

it('takes what is written past the streams, by a child process or by descriptor', async () => {
  const outputs = await run(`
    import { execSync } from 'node:child_process'
    import { writeSync } from 'node:fs'
    writeSync(1, 'by descriptor\\n')
    execSync('echo by child; echo to stderr >&2', { stdio: 'inherit' })`);
  expect(textOf(outputs)).toBe('by descriptor\nby child\n');
  expect(textOf(outputs, 'stderr')).toBe('to stderr\n');
});

it('prints warnings without the process id', async () => {
  const outputs = await run("process.emitWarning('take care', 'CareWarning'); 1");
  expect(outputs).toContainEqual({
    kind: 'stream',
    name: 'stderr',
    text: 'CareWarning: take care\n',
  });
});

it('waits for displays that are still being made, and shows none of them twice', async () => {
  const outputs = await run(`
    const slow = { [Symbol.for('Jupyter.display')]: async () => ({ 'text/plain': 'slow' }) }
    display(slow)`);
  expect(outputs).toEqual([
    { kind: 'display', display: { data: { 'text/plain': 'slow' }, metadata: {}, isUpdate: false } },
  ]);
});

it('shows a result as it wishes to be shown', async () => {
  const outputs = await run(
    "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<b>' }) })",
  );
  expect(outputs).toEqual([
    { kind: 'result', display: { data: { 'text/html': '<b>' }, metadata: {} } },
  ]);
});

it('displays through every copy of the module', async () => {
  const copy = new URL('../display/display.ts?copy', import.meta.url).href;
  const outputs = await run(`
    const { display: show } = await import(${JSON.stringify(copy)})
    show(show === display)`);
  expect(outputs).toMatchObject([
    { kind: 'display', display: { data: { 'text/plain': 'false' } } },
  ]);
});

it('gives a cell the environment it was started with, and no way to speak to the host', async () => {
  const source = 'JSON.stringify([Object.keys(process.env).sort(), typeof process.send])';
  expect(await run(source)).toMatchObject([
    {
      kind: 'result',
      display: {
        data: { 'text/plain': `'[["NO_COLOR","PATH","PLANTED","TZ"],"undefined"]'` },
      },
    },
  ]);
});
