import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createExecutor } from './create-executor.ts';
import type { ExecutionResult, Executor } from './executor.ts';
import type { CellOutput } from './protocol.ts';

/*
 * These tests take real time, some seconds each: an endless loop ends when its limit does, and there
 * is no clock to fake in another process. They run side by side.
 */
const folder = mkdtempSync(join(tmpdir(), 'interrupt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LIMIT_MS = 300;
const GRACE_MS = 2000;
const env = { PATH: '/usr/bin:/bin', TZ: 'UTC', NO_COLOR: '1' };

async function start(options: { graceMs?: number } = {}): Promise<Executor> {
  return createExecutor({ path: join(folder, 'x.ipynb'), env, ...options });
}

interface Ran extends ExecutionResult {
  readonly outputs: CellOutput[];
  readonly tookMs: number;
}

async function run(executor: Executor, source: string, timeoutMs = LIMIT_MS): Promise<Ran> {
  const outputs: CellOutput[] = [];
  const startedAt = performance.now();
  const onOutput = (output: CellOutput): void => void outputs.push(output);
  const result = await executor.execute({ source, name: 'cell 1 (busy)', timeoutMs, onOutput });
  return { ...result, outputs, tookMs: performance.now() - startedAt };
}

describe.concurrent('is stopped at its limit, and the variables are kept:', () => {
  it.each([
    ['while(true)', 'while (true) {}'],
    ['a loop in a function', 'const spin = () => { for (;;) {} }; spin()'],
    ['a catastrophic regular expression', '/^(a+)+$/.test("a".repeat(64) + "b")'],
    ['Atomics.wait', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
    ['a loop that catches', 'while (true) { try { for (;;) {} } catch {} }'],
    ['a loop that finally loops', 'try { for (;;) {} } finally { for (;;) {} }'],
    ['a loop that prints', 'for (let i = 0; ; i++) console.log(i)'],
    ['an await that never ends', 'await new Promise(() => {})'],
    ['an await with timers', 'setInterval(() => {}, 5); await new Promise(() => {})'],
    [
      'a display that never ends',
      'display({ [Symbol.for("Jupyter.display")]: () => new Promise(() => {}) })',
    ],
  ])('%s', async (_title, source) => {
    const executor = await start();
    try {
      await run(executor, 'let kept = 41', 9000);
      const stopped = await run(executor, source);
      expect(stopped).toMatchObject({
        status: 'timeout',
        error: {
          ename: 'CellTimeout',
          evalue: `The cell took longer than ${LIMIT_MS} ms and was stopped; its variables are kept.`,
        },
      });
      for (let turn = 1; turn <= 2; turn += 1) {
        const after = await run(executor, 'await null; kept += 1', 9000);
        expect(after.status).toBe('ok');
        expect(after.outputs.at(-1)).toMatchObject({
          kind: 'result',
          display: { data: { 'text/plain': String(41 + turn) } },
        });
      }
    } finally {
      await executor.close();
    }
    expect(executor.isAlive).toBe(false);
  });
});

describe.concurrent('is killed soon after its limit and the grace period:', () => {
  it.each([
    ['a loop of microtasks', 'const again = () => Promise.resolve().then(again); await again()'],
    ['a loop after an await', 'await 1; while (true) {}'],
    ['a loop in a timer', 'setTimeout(() => { for (;;) {} }); await new Promise(() => {})'],
    [
      'a blocking child process',
      'import { execSync } from "node:child_process"\nexecSync("sleep 60")',
    ],
  ])('%s', async (_title, source) => {
    const executor = await start();
    const stopped = await run(executor, source);
    expect(stopped).toMatchObject({
      status: 'timeout',
      error: { evalue: `The cell took longer than ${LIMIT_MS} ms; its process was killed.` },
    });
    // Promised is the limit and 2500 ms, on a machine that is not busy: ten times the slack here.
    expect(stopped.tookMs).toBeGreaterThanOrEqual(LIMIT_MS + GRACE_MS);
    expect(stopped.tookMs).toBeLessThan(LIMIT_MS + GRACE_MS + 5000);
    expect(executor.isAlive).toBe(false);
    expect((await run(executor, '1')).status).toBe('dead');
  });
});

describe.concurrent('leaves no process behind', () => {
  const SPAWN = (file: string): string => `
    import { spawn } from 'node:child_process'
    import { writeFileSync } from 'node:fs'
    const child = spawn('sleep', ['60'], { stdio: 'inherit' })
    writeFileSync(${JSON.stringify(file)}, [process.pid, child.pid].join(' '))`;

  it.for<readonly [string, (executor: Executor) => unknown]>([
    ['after it is closed', async (executor: Executor) => executor.close()],
    ['after it is killed', async (executor: Executor) => executor.kill()],
    [
      'after a cell was killed',
      async (executor: Executor) => void (await run(executor, 'await 1; for (;;) {}')),
    ],
    [
      'after the process ended under a cell',
      async (executor: Executor) => {
        const { status, error } = await run(
          executor,
          'process.kill(process.pid, "SIGSEGV"); for (;;) {}',
          9000,
        );
        expect({ status, ename: error?.ename }).toEqual({ status: 'dead', ename: 'DeadExecutor' });
      },
    ],
  ])('%s', async ([title, end], { expect }) => {
    const file = join(folder, title.replaceAll(' ', '-'));
    const executor = await start({ graceMs: 500 });
    expect((await run(executor, SPAWN(file), 9000)).status).toBe('ok');
    const pids = readFileSync(file, 'utf8').split(' ').map(Number);
    expect(pids.map(isRunning)).toEqual([true, true]);
    await end(executor);
    expect(executor.isAlive).toBe(false);
    await expect.poll(() => pids.map(isRunning), { timeout: 5000 }).toEqual([false, false]);
  });
});

// Node 22 aborts in the inspector when the promise of a pending cell is collected.
it('survives the garbage collection of an await that nothing refers to', async () => {
  const executor = await start();
  const collect = `
    import { setFlagsFromString } from 'node:v8'
    import { runInNewContext } from 'node:vm'
    setFlagsFromString('--expose-gc')
    setInterval(runInNewContext('gc'), 10)`;
  expect((await run(executor, collect, 9000)).status).toBe('ok');
  expect((await run(executor, 'await new Promise(() => {})')).status).toBe('timeout');
  expect((await run(executor, '1', 9000)).status).toBe('ok');
  await executor.close();
});

it('stops a cell when its signal aborts', async () => {
  const executor = await start();
  const stop = new AbortController();
  const onOutput = (): void => stop.abort();
  const source = 'console.log("running"); await new Promise(() => {})';
  const result = await executor.execute({ source, name: 'x', signal: stop.signal, onOutput });
  expect(result).toMatchObject({ status: 'interrupted', error: { ename: 'Interrupted' } });
  expect((await run(executor, '1', 9000)).status).toBe('ok');
  await executor.close();
});

it('rejects when the process does not come up', async () => {
  const path = join(folder, 'no-such-folder', 'x.ipynb');
  await expect(createExecutor({ path, env })).rejects.toThrow(/did not come up: it did not start/);
});

// A zombie is no longer running: only its parent has not yet asked for its exit code.
function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/stat`;
  if (!existsSync('/proc/self')) return canSignal(pid);
  return existsSync(status) && !/\) Z /.test(readFileSync(status, 'utf8'));
}

function canSignal(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
