import { expect, it } from 'vitest';
import { normalizeNotebook } from './normalize-notebook.ts';
import { NotebookError } from './notebook-error.ts';
import { parseNotebook } from './parse-notebook.ts';

const old = JSON.stringify({
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# Old\n', 'text'] },
    {
      cell_type: 'code',
      metadata: { tags: ['expect'] },
      source: 'throw 1',
      execution_count: 7,
      outputs: [{ output_type: 'stream', name: 'stdout', text: 'x' }],
    },
  ],
  metadata: { title: 'kept' },
  nbformat: 4,
  nbformat_minor: 2,
});

it('brings an older format to the one form: ids, no outputs, the metadata of the kernel', () => {
  const text = normalizeNotebook(old, 'old.ipynb');
  expect(parseNotebook(text, 'old.ipynb')).toMatchObject({
    cells: [
      { id: 'cell-1', source: '# Old\ntext' },
      { id: 'cell-2', execution_count: null, outputs: [], metadata: { tags: ['expect'] } },
    ],
    metadata: {
      title: 'kept',
      kernelspec: { name: 'scillm-ts' },
      language_info: { name: 'typescript' },
    },
  });
  expect(normalizeNotebook(text, 'old.ipynb')).toBe(text);
});

it('refuses a major format other than 4', () => {
  const three = JSON.stringify({ worksheets: [], metadata: {}, nbformat: 3, nbformat_minor: 0 });
  expect(() => normalizeNotebook(three, 'three.ipynb')).toThrow(NotebookError);
});
