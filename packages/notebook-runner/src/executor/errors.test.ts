import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExecutor } from './create-executor.ts';
import type { ExecutionResult, Executor } from './executor.ts';
import type { CellOutput } from './protocol.ts';

const path = fileURLToPath(new URL('./__fixtures__/tricky.ipynb', import.meta.url));
const env = { PATH: '/usr/bin:/bin', TZ: 'UTC', NO_COLOR: '1' };
let executor: Executor;

beforeAll(async () => {
  executor = await createExecutor({ path, env });
});
afterAll(() => executor.close());

async function run(source: string): Promise<ExecutionResult & { outputs: CellOutput[] }> {
  const outputs: CellOutput[] = [];
  const onOutput = (output: CellOutput): void => void outputs.push(output);
  const request = { source, name: 'cell 2 (boom)', timeoutMs: 9000, onOutput };
  return { ...(await executor.execute(request)), outputs };
}

describe('a failing cell says what and where:', () => {
  it.each([
    ['throw new Error("no")', ['Error: no', '    at cell 2 (boom) 1:7']],
    ['\n\n   throw new TypeError("no")', ['TypeError: no', '    at cell 2 (boom) 3:10']],
    ['await 1\n\nthrow new Error("late")', ['Error: late', '    at cell 2 (boom) 3:7']],
    [
      'interface A { a: number }\n\nconst f = (a: A) => {\n  throw new Error(String(a.a))\n}\nf({ a: 7 })',
      ['Error: 7', '    at f (cell 2 (boom) 4:9)', '    at cell 2 (boom) 6:1'],
    ],
    [
      'f()\n/* a\n comment */ function f() {\n\n  g()\n}\nfunction g(): never { throw new RangeError("deep") }',
      [
        'RangeError: deep',
        '    at g (cell 2 (boom) 7:29)',
        '    at f (cell 2 (boom) 5:3)',
        '    at cell 2 (boom) 1:1',
      ],
    ],
    [
      'enum E { A }\nE.A.missing.deep',
      [
        "TypeError: Cannot read properties of undefined (reading 'deep')",
        '    at cell 2 (boom) 2:13',
      ],
    ],
    [
      'throw new Error("outer", {\n  cause: new Error("inner", { cause: "root" }),\n})',
      [
        'Error: outer',
        '    at cell 2 (boom) 1:7',
        '  Caused by: Error: inner',
        '      at cell 2 (boom) 2:10',
        "    Caused by: Thrown: 'root'",
      ],
    ],
    [
      'throw new AggregateError([new Error("one"), 2], "both")',
      [
        'AggregateError: both',
        '    at cell 2 (boom) 1:7',
        '  - Error: one',
        '      at cell 2 (boom) 1:27',
        '  - Thrown: 2',
      ],
    ],
    [
      'const loop = new Error("loop")\nloop.cause = loop\nthrow loop',
      [
        'Error: loop',
        '    at cell 2 (boom) 1:14',
        '  Caused by: Error: loop',
        '      (already shown)',
      ],
    ],
    ['\nthrow undefined', ['Thrown: undefined', '    at cell 2 (boom) 2:1']],
    ['await 1; throw null', ['Thrown: null', '    at cell 2 (boom) 1:10']],
    ['throw { code: 7 }', ['Thrown: { code: 7 }', '    at cell 2 (boom) 1:1']],
    ['await Promise.reject(undefined)', ['Thrown: undefined']],
    ['let 4x', ['SyntaxError: Invalid characters after number', '    at cell 2 (boom) 1:6']],
    [
      'const once = 1\nconst once = 2',
      ['SyntaxError: Identifier `once` has already been declared', '    at cell 2 (boom) 2:7'],
    ],
    [
      '/(/.test("") || new RegExp("(")',
      [
        'SyntaxError: Invalid regular expression: /(/: Unterminated group',
        '    at cell 2 (boom) 1:1',
      ],
    ],
    [
      '1\nprocess.exit(3)',
      [
        'ProcessExit: process.exit(3) was called. A cell ends by reaching its end or by throwing.',
        '    at cell 2 (boom) 2:9',
      ],
    ],
    ['Promise.reject(new Error("floating"))\n5', ['Error: floating', '    at cell 2 (boom) 1:16']],
    [
      'setTimeout(() => { throw new Error("timer") })\nawait new Promise((resolve) => setTimeout(resolve, 5))',
      ['Error: timer', '    at Timeout._onTimeout (cell 2 (boom) 1:26)'],
    ],
    [
      'async function f() {\n  await 1\n  throw new Error("async")\n}\nawait f()',
      ['Error: async', '    at f (cell 2 (boom) 3:9)', '    at async cell 2 (boom) 5:1'],
    ],
    [
      'export default 1',
      [
        'SyntaxError: A cell has no default export: give the value a name.',
        '    at cell 2 (boom) 1:1',
      ],
    ],
  ])('%j', async (source, traceback) => {
    const { status, error } = await run(source);
    expect(status).toBe('error');
    expect(error?.traceback).toEqual(traceback);
  });

  it('an error whose parts throw', async () => {
    const source = 'throw Object.defineProperty(new Error(), "message", { get() { throw 1 } })';
    expect((await run(source)).error).toMatchObject({ ename: 'Error', evalue: '' });
  });

  it('also in what the cell prints of it', async () => {
    const { outputs } = await run('\nconsole.log(new Error("seen").stack)');
    const text = 'Error: seen\n    at cell 2 (boom) 2:13\n';
    expect(outputs).toEqual([{ kind: 'stream', name: 'stdout', text }]);
  });
});

it.each([
  ['shown by display, and not waited for', 'display(bad)'],
  ['shown by display, in between', 'void display(bad)\n1'],
  ['as the result', 'bad'],
])('fails on a value that cannot be shown, %s', async (_title, source) => {
  const { status, error } = await run(`
    const bad = { [Symbol.for('Jupyter.display')]: async () => { throw new Error('no picture') } }
    ${source}`);
  expect(status).toBe('error');
  expect(error?.traceback.slice(0, 2)).toEqual([
    'Error: no picture',
    '    at [Jupyter.display] (cell 2 (boom) 2:72)',
  ]);
});

it('lets a cell handle a display that cannot be made', async () => {
  const { status, outputs } = await run(`
    const bad = { [Symbol.for('Jupyter.display')]: async () => { throw new Error('no picture') } }
    await display(bad).catch((error) => console.log(error.message))`);
  expect(status).toBe('ok');
  expect(outputs).toEqual([{ kind: 'stream', name: 'stdout', text: 'no picture\n' }]);
});

it('charges a late rejection of one cell to the cell that runs then', async () => {
  const first = await run(`
    let fire = () => {}
    new Promise<void>((resolve) => { fire = resolve }).then(() => { throw new Error('late') })
    1`);
  expect(first.status).toBe('ok');
  expect((await run('fire()')).error).toMatchObject({ evalue: 'late' });
  expect((await run('1')).status).toBe('ok');
});
