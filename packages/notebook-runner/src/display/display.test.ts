import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { display } from './display.ts';
import { type Display, setOutputHook } from './output-hook.ts';

let shown: Display[];
let waiting: Promise<void>[];

beforeEach(() => {
  shown = [];
  waiting = [];
  setOutputHook({
    show: (it) => void shown.push(it),
    wait(it) {
      waiting.push(it);
      return it;
    },
  });
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, Symbol.for('scillm.notebook.output'));
});

it.each([
  ['html', () => display.html('<b>x</b>'), { 'text/html': '<b>x</b>' }],
  ['markdown', () => display.markdown('*x*'), { 'text/markdown': '*x*' }],
  ['json', () => display.json({ a: [1], b: undefined }), { 'application/json': { a: [1] } }],
  ['png', () => display.png(Uint8Array.of(1, 2, 3)), { 'image/png': 'AQID' }],
  [
    'svg, also as an image',
    () => display.svg('<svg/>'),
    {
      'image/svg+xml': '<svg/>',
      'text/html': '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
    },
  ],
  ['any value', () => display(new Map([[1, 'x']])), { 'text/plain': "Map(1) { 1 => 'x' }" }],
])('shows %s', (_title, show, data) => {
  expect(show()).toBeUndefined();
  expect(shown).toEqual([{ data, metadata: {}, isUpdate: false }]);
});

it('passes on id, update and metadata', () => {
  void display('x', { id: 'progress', update: true, metadata: { 'text/plain': { a: 1 } } });
  expect(shown).toEqual([
    {
      data: { 'text/plain': "'x'" },
      metadata: { 'text/plain': { a: 1 } },
      id: 'progress',
      isUpdate: true,
    },
  ]);
});

it('gives a promise for a value that makes its representations asynchronously', async () => {
  const value = { [Symbol.for('Jupyter.display')]: async () => ({ 'text/plain': 'late' }) };
  const done = display(value);
  expect(waiting).toEqual([done]);
  await done;
  expect(shown).toMatchObject([{ data: { 'text/plain': 'late' } }]);
});

it('bounds what inspect prints', () => {
  void display(Array.from({ length: 200 }, () => 'y'.repeat(500)));
  void display('z'.repeat(20_000));
  const [list, text] = shown.map(({ data }) => String(data['text/plain']));
  expect(list).toContain('more characters');
  expect(list?.length).toBeLessThan(21_000);
  expect(text).toBe(`'${'z'.repeat(10_000)}'... 10000 more characters`);
});

it('writes plain text to stdout outside a notebook', () => {
  Reflect.deleteProperty(globalThis, Symbol.for('scillm.notebook.output'));
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  void display({ a: 1 });
  expect(write.mock.calls).toEqual([['{ a: 1 }\n']]);
});
