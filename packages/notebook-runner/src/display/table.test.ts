import { expect, it } from 'vitest';
import { table } from './table.ts';

it('aligns numbers right, and takes the columns as first met', () => {
  const { bundle } = table([
    { name: 'one', count: 1 },
    { name: 'eleven', count: 11, more: null },
  ]);
  expect(bundle['text/plain']).toBe('name    count  more\none         1\neleven     11');
  expect(bundle['text/markdown']).toBe(
    '| name | count | more |\n| --- | ---: | --- |\n| one | 1 |  |\n| eleven | 11 |  |',
  );
  expect(bundle['text/html']).toBe(
    [
      '<table>\n<thead>\n<tr><th>name</th><th style="text-align:right">count</th><th>more</th></tr>\n</thead>\n<tbody>',
      '<tr><td>one</td><td style="text-align:right">1</td><td></td></tr>',
      '<tr><td>eleven</td><td style="text-align:right">11</td><td></td></tr>\n</tbody>\n</table>',
    ].join('\n'),
  );
});

it('escapes what the formats would read', () => {
  const { bundle } = table([{ 'a|b': '<script>|*x*|\n&' }]);
  expect(bundle['text/html']).toContain('&#60;script&#62;|*x*|\n&#38;');
  expect(bundle['text/markdown']).toContain('| a\\|b |');
  expect(bundle['text/markdown']).toContain('\\<script\\>\\|\\*x\\*\\|<br>\\&');
});

it('shows the columns asked for, and rows that are lists', () => {
  expect(table([{ a: 1, b: 2 }], ['b', 'c']).bundle['text/plain']).toBe('b  c\n2');
  expect(table([['x', 1]], ['text', 'number']).bundle['text/plain']).toBe(
    'text  number\nx          1',
  );
});

it('cuts a cell at 200 characters, never inside one', () => {
  const text = table([{ a: '😀'.repeat(300) }]).bundle['text/plain'];
  expect(text).toContain(`${'😀'.repeat(199)}…`);
  expect(text).not.toContain('😀'.repeat(200));
});

it('shows itself under the symbol that Jupyter kernels know', () => {
  const shown = table([{ a: { nested: [1] } }]);
  const show = (shown as unknown as { [key: symbol]: unknown })[Symbol.for('Jupyter.display')];
  expect((show as () => unknown)()).toBe(shown.bundle);
  expect(shown.bundle['text/plain']).toBe('a\n{ nested: [ 1 ] }');
});

it('is empty without rows', () => {
  expect(table([]).bundle['text/plain']).toBe('');
});
