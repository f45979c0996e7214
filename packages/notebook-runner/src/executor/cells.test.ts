import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExecutor } from './create-executor.ts';
import type { ExecutionResult, Executor } from './executor.ts';
import type { CellOutput } from './protocol.ts';

/*
 * The tricky cells. They share one process, as the cells of a notebook do; starting it takes most of
 * the time. Each title is the cell.
 */
const path = fileURLToPath(new URL('./__fixtures__/tricky.ipynb', import.meta.url));
const env = { PATH: '/usr/bin:/bin', TZ: 'UTC', NO_COLOR: '1' };
let executor: Executor;

beforeAll(async () => {
  executor = await createExecutor({ path, env });
});
afterAll(() => executor.close());

interface Ran extends ExecutionResult {
  readonly outputs: CellOutput[];
}

async function run(source: string): Promise<Ran> {
  const outputs: CellOutput[] = [];
  const name = 'cell 5 (tricky)';
  const onOutput = (output: CellOutput): void => void outputs.push(output);
  return { ...(await executor.execute({ source, name, timeoutMs: 9000, onOutput })), outputs };
}

async function resultOf(source: string): Promise<unknown> {
  const { status, error, outputs } = await run(source);
  expect({ status, error }).toEqual({ status: 'ok', error: undefined });
  const result = outputs.find(({ kind }) => kind === 'result');
  return result?.kind === 'result' ? result.display.data['text/plain'] : undefined;
}

describe('imports', () => {
  it.each([
    ["import d from './sample.mjs'\nd", "'the default'"],
    ["import { named } from './sample.mjs'\nnamed", "'a name'"],
    [
      "import { named as other, default as it } from './sample.mjs'\n[other, it]",
      "[ 'a name', 'the default' ]",
    ],
    ["import { 'with-dash' as dashed } from './sample.mjs'\ndashed", "'a string name'"],
    ["import d, { named } from './sample.mjs'\nd + named", "'the defaulta name'"],
    ["import * as all from './sample.mjs'\nObject.keys(all).length", '5'],
    ["import d, * as all from './sample.mjs'\nall.default === d", 'true'],
    ["import './sample.mjs'\n1", '1'],
    ["import type { Nothing } from './no-such-module.mjs'\n1", '1'],
    ["import { type Nothing, named } from './sample.mjs'\nnamed", "'a name'"],
    [
      "import { Nothing, named } from './sample.mjs'\nlet typed: Nothing | string = named; typed",
      "'a name'",
    ],
    ["import json from './sample.json' with { type: 'json' }\njson.from", "'json'"],
    ["import os = require('node:os')\ntypeof os.cpus", "'function'"],
    ["(await import('./sample.mjs')).named", "'a name'"],
    ['import.meta.filename.split("/").at(-1)', "'tricky.ipynb'"],
    [
      'import.meta.url.startsWith("file://") && import.meta.dirname.endsWith("__fixtures__")',
      'true',
    ],
    [
      "import.meta.resolve('./sample.mjs') === new URL('./sample.mjs', import.meta.url).href",
      'true',
    ],
    [
      "named(); function named() { return count.value }\nimport { count } from './sample.mjs'",
      undefined,
    ],
    ["import { count } from './sample.mjs'\ncount.value += 1", '1'],
    ["import { count } from './sample.mjs'\ncount.value", '1'],
  ])('%j', async (source, result) => {
    expect(await resultOf(source)).toBe(result);
  });

  it('throws on use of a name that the module lacks, and names both', async () => {
    const lacking = "import { absent } from './sample.mjs'\nconst ok = 1\n  absent()";
    expect((await run(lacking)).error).toEqual({
      cause: 'thrown',
      ename: 'SyntaxError',
      evalue: 'The module ./sample.mjs has no export named absent.',
      traceback: [
        'SyntaxError: The module ./sample.mjs has no export named absent.',
        '    at cell 5 (tricky) 3:3',
      ],
    });
  });

  it('gives the line of an import that fails', async () => {
    const { error } = await run("const before = 1\nimport { x } from './absent.mjs'");
    expect(error?.evalue).toMatch(
      /^Cannot find module '.*absent\.mjs' imported from .*tricky\.ipynb$/,
    );
    expect(error?.traceback.at(-1)).toBe('    at cell 5 (tricky) 2:1');
  });

  it('shows frames of modules and of the cell', async () => {
    const { error } = await run("import { fail } from './sample.mjs'\nfail()");
    expect(error?.traceback[1]).toMatch(/^ {4}at fail \(file:.*sample\.mjs:6:9\)$/);
    expect(error?.traceback[2]).toBe('    at cell 5 (tricky) 2:1');
  });
});

describe('bindings persist and may be declared anew', () => {
  const KINDS = {
    const: 'const it = 1',
    let: 'let it = 1',
    var: 'var it = 1',
    function: 'function it() {}',
    class: 'class it {}',
    enum: 'enum it { a }',
    import: "import { named as it } from './sample.mjs'",
    namespace: 'namespace it { export const a = 1 }',
  };
  const names = Object.keys(KINDS) as (keyof typeof KINDS)[];
  const pairs = names.flatMap((first) => names.map((second) => [first, second] as const));

  it.each(pairs)('%s, then %s', async (first, second) => {
    expect((await run(KINDS[first])).status).toBe('ok');
    expect((await run(KINDS[second])).status).toBe('ok');
    expect(await resultOf('typeof it')).not.toBe("'undefined'");
  });

  it('closures see later assignments', async () => {
    await run('let shared = 1; const read = () => shared');
    await run('shared = 2');
    expect(await resultOf('read()')).toBe('2');
  });

  it('a failed initializer can be repeated', async () => {
    expect((await run('const value = JSON.parse("{")')).status).toBe('error');
    expect(await resultOf('const value = JSON.parse("{}"); value')).toBe('{}');
  });

  it('a function is there before its place, and calls what its name means now', async () => {
    expect(
      await resultOf('const early = half(4); function half(n: number) { return n / 2 }\nearly'),
    ).toBe('2');
    await run('function tree(n: number): number { return n ? tree(n - 1) + 1 : 0 }');
    expect(await resultOf('tree(3)')).toBe('3');
    expect(await resultOf('tree.name')).toBe("'tree'");
  });

  it('cells are strict', async () => {
    expect((await run('undeclared = 1')).error?.ename).toBe('ReferenceError');
  });
});

describe('values', () => {
  it.each([
    ['1 + 1', '2'],
    ['1 + 1;', '2'],
    ['const a = 1', undefined],
    ['undefined', undefined],
    ['null', 'null'],
    ['if (true) 5', undefined],
    ['for (const a of [1]) a', undefined],
    ["'text'", "'text'"],
    ['({ a: 1 })', '{ a: 1 }'],
    ['a1 = 1, 2\nvar a1', undefined],
    ['// only a comment', undefined],
    ['', undefined],
    [
      'enum Color { Red, Green = 5, Blue = "b" }\n[Color.Red, Color[5], Color.Blue]',
      "[ 0, 'Green', 'b' ]",
    ],
    ['const enum Flag { On = 1 << 3 }\nFlag.On', '8'],
    ['function* three() { yield* [1, 2, 3] }\n[...three()]', '[ 1, 2, 3 ]'],
    [
      'async function* two() { yield 1; yield 2 }\nlet sum = 0\nfor await (const n of two()) sum += n\nsum',
      '3',
    ],
    ['const { a: { b: [, second] } } = { a: { b: [1, 2] } }\nsecond', '2'],
    ['namespace Space { export const inside = 1 }\nSpace.inside', '1'],
    [
      'abstract class Shape { abstract area(): number; constructor(readonly side = 2) {} }\nclass Square extends Shape { area() { return this.side ** 2 } }\nnew Square().area()',
      '4',
    ],
    [
      'function over(a: string): string; function over(a: number): number; function over(a: any) { return a }\nover(3)',
      '3',
    ],
    ['const s = <T,>(a: T) => a satisfies T as T; s(1)!', '1'],
    ['const lines = `a\nb`; lines', "'a\\nb'"],
    ['export const shared1 = 1; export { shared1 }; shared1', '1'],
    ['await Promise.resolve(4)', '4'],
    ['new Promise(() => {})', 'Promise { <pending> }'],
  ])('%j', async (source, result) => {
    const { outputs } = await run(source);
    const shown = outputs.find(({ kind }) => kind === 'result');
    expect(shown?.kind === 'result' ? shown.display.data['text/plain'] : undefined).toBe(result);
  });

  it('cuts a string of 5 MB', async () => {
    const text = (await resultOf("'x'.repeat(5e6)")) as string;
    expect(text).toBe(`'${'x'.repeat(10_000)}'... 4990000 more characters`);
  });
});
