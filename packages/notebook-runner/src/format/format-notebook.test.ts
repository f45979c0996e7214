import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatNotebook } from './format-notebook.ts';
import type { Cell, JsonObject, Notebook } from './notebook.ts';
import { parseNotebook } from './parse-notebook.ts';
import { splitLines } from './split-lines.ts';

const FIXTURE = new URL('./__fixtures__/python-nbformat-5.11.1.ipynb', import.meta.url);

it("writes the bytes that Python's nbformat.write wrote", () => {
  const written = readFileSync(FIXTURE, 'utf8');
  expect(formatNotebook(parseNotebook(written, 'fixture'))).toBe(written);
});

it('joins the lines of texts and leaves JSON types alone', () => {
  const { cells } = parseNotebook(readFileSync(FIXTURE, 'utf8'), 'fixture');
  const [, one] = cells;
  expect(one).toMatchObject({
    source: "const x: string = 'héllo — 世界 😀'\nx",
    outputs: [
      { text: 'a\nb\n' },
      { text: '\u001b[31mred\u001b[0m\u007f\u0000' },
      {
        data: {
          'image/svg+xml': '<svg>\n</svg>\n',
          'application/vnd.vega.v5+json': ['one\n', 'two'],
        },
      },
      { data: { 'text/plain': "'x'\n" } },
      { traceback: ['Error: no', '    at x'] },
    ],
  });
});

it('sorts keys by code point, whatever JavaScript thinks of them', () => {
  const metadata = { b: 1, 10: 1, 9: 2, a: { '\u{1F600}': 1, '\uFF5E': 2 } };
  const text = formatNotebook({ cells: [], metadata, nbformat: 4, nbformat_minor: 5 });
  const keys = [...text.matchAll(/"([^"]+)":/g)].map(([, key]) => key);
  expect(keys).toEqual([
    'cells',
    'metadata',
    '10',
    '9',
    'a',
    '\uFF5E',
    '\u{1F600}',
    'b',
    'nbformat',
    'nbformat_minor',
  ]);
});

it('drops what Jupyter keeps in memory only', () => {
  const text = formatNotebook({
    cells: [{ cell_type: 'raw', id: 'raw', metadata: { trusted: true, tags: [] }, source: '' }],
    metadata: { orig_nbformat: 4, signature: 'x', title: 'kept' },
    nbformat: 4,
    nbformat_minor: 5,
  });
  expect(parseNotebook(text, 'x')).toMatchObject({
    cells: [{ metadata: { tags: [] } }],
    metadata: { title: 'kept' },
  });
  expect(text).not.toMatch(/trusted|orig_nbformat|signature/);
});

it('reads back what it wrote, and writes the same bytes again', () => {
  fc.assert(
    fc.property(notebooks(), (notebook) => {
      const text = formatNotebook(notebook);
      const again = parseNotebook(text, 'generated');
      expect(again).toEqual(notebook);
      expect(formatNotebook(again)).toBe(text);
    }),
  );
});

it('cuts a text to lines that join to the text', () => {
  const unit = fc.constantFrom('a', 'é', '\n', '\r', '\v', '\f', '\u001c', '\u0085', '\u2028');
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      const lines = splitLines(text);
      expect(lines.join('')).toBe(text);
      expect(lines.every((line) => splitLines(line).length === 1)).toBe(true);
    }),
  );
});

function notebooks(): fc.Arbitrary<Notebook> {
  const text = fc.string({ unit: 'grapheme' });
  const bundle = fc.dictionary(fc.constantFrom('text/plain', 'text/html', 'image/svg+xml'), text);
  const metadata = fc
    .dictionary(text, fc.oneof(text, fc.boolean(), fc.constant(null), fc.integer()), { maxKeys: 3 })
    .map((entries) => omit(entries, IN_MEMORY)) as fc.Arbitrary<JsonObject>;
  const output = fc.oneof(
    fc.record({
      output_type: fc.constant('stream' as const),
      name: fc.constantFrom('stdout' as const, 'stderr' as const),
      text,
    }),
    fc.record({
      output_type: fc.constant('display_data' as const),
      data: bundle as fc.Arbitrary<JsonObject>,
      metadata: fc.constant({}),
    }),
  );
  const code = fc.record({
    cell_type: fc.constant('code' as const),
    metadata: fc.constant({}),
    source: text,
    execution_count: fc.option(fc.nat()),
    outputs: fc.array(output, { maxLength: 3 }),
  });
  const prose = fc.record({
    cell_type: fc.constantFrom('markdown' as const, 'raw' as const),
    metadata: fc.constant({}),
    source: text,
  });
  const cells = fc
    .array(fc.oneof(code, prose), { maxLength: 5 })
    .map((list) => list.map((cell, at): Cell => ({ ...cell, id: `cell-${at}` })));
  return fc.record({
    cells,
    metadata,
    nbformat: fc.constant(4 as const),
    nbformat_minor: fc.constant(5 as const),
  });
}

// The schema gives these a shape of their own, or they are dropped on purpose.
const IN_MEMORY = [
  'orig_nbformat',
  'orig_nbformat_minor',
  'signature',
  'kernelspec',
  'language_info',
  'title',
  'authors',
  '__proto__',
];

function omit(object: { [key: string]: unknown }, names: string[]): { [key: string]: unknown } {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !names.includes(key)));
}
