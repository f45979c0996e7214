import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CellSyntaxError } from './cell-syntax-error.ts';
import { transformCell } from './transform-cell.ts';

const STRICT = '"use strict";\n';

describe('transformCell turns', () => {
  it.each([
    ["import './x.js'", 'await __cell__.import("./x.js");\n'],
    ["import {} from 'x'", 'await __cell__.import("x");\n'],
    ["import d from 'x'", 'let { "default": d } = await __cell__.importNamed(["default"], "x");\n'],
    ["import * as n from 'x'", 'let n = await __cell__.import("x");\n'],
    [
      "import d, * as n from 'x'",
      'let n = await __cell__.import("x");\nlet { "default": d } = await __cell__.importNamed(["default"], "x");\n',
    ],
    [
      "import { a, b as c, 'x-y' as z, type T } from 'x'",
      'let { "a": a, "b": c, "x-y": z } = await __cell__.importNamed([\n\t"a",\n\t"b",\n\t"x-y"\n], "x");\n',
    ],
    [
      "import j from './j.json' with { type: 'json' }",
      'let { "default": j } = await __cell__.importNamed(["default"], "./j.json", { with: { "type": "json" } });\n',
    ],
    ["import type { T } from 'x'", ';\n'],
    ["import { type T } from 'x'", ';\n'],
    ["import r = require('x')", 'let r = __cell__.require("x");\n'],
    ['import A = N.B', 'let A = N.B;\n'],
    ['const a = 1', 'let a = 1;\n'],
    ['var a = 1', 'let a = 1;\n'],
    ['let a = 1', 'let a = 1;\n'],
    ['for (const a of b) {}', 'for (const a of b) {}\n'],
    ['export const a = 1', 'let a = 1;\n'],
    ['let a = 1; export { a }', 'let a = 1;\n'],
    ['export type { T } from "x"', ''],
    ['function f<T>(a: T): T { return a }', 'let f = function(a) {\n\treturn a;\n};\n'],
    ['async function f() {}', 'let f = async function() {};\n'],
    ['function* g() {}', 'let g = function* () {};\n'],
    ['export async function* g() {}', 'let g = async function* () {};\n'],
    ['function f(a: 1): 1; function f(a: any) {}', 'let f = function(a) {};\n'],
    ['f(); function f() {}', 'let f = function() {};\nf();\n'],
    ['interface A {} type B = 1; declare const c: 1; declare enum D {}', ''],
    [
      'enum E {}',
      'let E = (() => {\n\tlet E = /* @__PURE__ */ function(E) {\n\t\treturn E;\n\t}({});\n\treturn E;\n})();\n',
    ],
    ['import.meta.url', '__cell__.result(__cell__.meta.url);\n'],
    ["await import('x')", '__cell__.result(await __cell__.import("x"));\n'],
    ["let t: import('x').T", 'let t;\n'],
    ['1; 2;;', '1;\n__cell__.result(2);\n;\n'],
    ["'text'", '__cell__.result("text");\n'],
    ['a as number', '__cell__.result(a);\n'],
    ['if (a) b', 'if (a) b;\n'],
    ['throw 1', 'throw __cell__.thrown(1);\n'],
    ['', ''],
  ])('%j', (source, code) => {
    expect(transformCell(source).code).toBe(source === '' ? STRICT : STRICT + code);
  });
});

it('runs imports first, in their order, then functions, then the rest', () => {
  const { code } = transformCell("import 'a'\nrest()\nfunction f() {}\nimport 'b'");
  expect(code).toBe(
    `${STRICT}await __cell__.import("a");\nlet f = function() {};\nawait __cell__.import("b");\nrest();\n`,
  );
});

describe('transformCell refuses, naming the place,', () => {
  it.each([
    ['export default 3', 1, 1, 'A cell has no default export: give the value a name.'],
    ['\nexport = 3', 2, 1, 'A cell has no default export: give the value a name.'],
    ["1\n export * from 'x'", 2, 2, 'A cell cannot re-export: import instead.'],
    ["export { a } from 'x'", 1, 1, 'A cell cannot re-export: import instead.'],
    ['using a = b', 1, 1, 'using at the top of a cell is never disposed. Put it in a block.'],
    [
      '1\nawait using a = b',
      2,
      1,
      'await using at the top of a cell is never disposed. Put it in a block.',
    ],
    ['let a = 1\nlet a = 2', 2, 5, 'Identifier `a` has already been declared'],
    ['\n  let 4a', 2, 8, 'Invalid characters after number'],
    ['function f() {}\nconst f = 1', 2, 7, 'Identifier `f` has already been declared'],
  ])('%j', (source, line, column, message) => {
    expect(() => transformCell(source)).toThrow(CellSyntaxError);
    expect(() => transformCell(source)).toThrow(
      expect.objectContaining({ message, position: { line, column } }),
    );
  });
});

it('maps every statement back to its own line and column, whatever stands around it', () => {
  const filler = fc.constantFrom(
    '',
    '// note',
    "import { x } from 'x'",
    'interface A { a: 1 }',
    'function f(a: number): number { return a }',
    'enum E { A }',
    'export const q = [1,\n 2]',
    '/* a\n b */',
    'let y: string = `\n`',
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(filler),
      fc.nat(8),
      fc.uniqueArray(filler),
      (before, indent, after) => {
        const lines = before.join('\n').split('\n');
        const seen = new Set(before);
        const rest = after.filter((line) => !seen.has(line));
        const source = [...lines, `${' '.repeat(indent)}probe(1)`, ...rest].join('\n');
        const { code, map } = transformCell(source);
        const rows = code.split('\n');
        const line = rows.findIndex((row) => row.includes('probe(')) + 1;
        const column = rows[line - 1]?.indexOf('probe(') ?? -1;
        expect(originalPositionFor(new TraceMap(map), { line, column })).toMatchObject({
          line: lines.length + 1,
          column: indent,
        });
      },
    ),
  );
});
