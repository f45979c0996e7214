import { describe, expect, it } from 'vitest';
import { NotebookError } from './notebook-error.ts';
import { parseNotebook } from './parse-notebook.ts';

const code = (id: string, more: object = {}): object => ({
  cell_type: 'code',
  id,
  metadata: {},
  source: '',
  execution_count: null,
  outputs: [],
  ...more,
});
const text = (cells: object[], more: object = {}): string =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5, ...more });

describe('parseNotebook refuses', () => {
  it.each([
    ['text that is not JSON', '{', 'it is not JSON'],
    ['JSON that is no object', '[]', 'it is not a JSON object'],
    [
      'an older minor format',
      text([], { nbformat_minor: 4 }),
      'its format is 4.4, not 4.5: run nbrun fmt',
    ],
    [
      'another major format',
      text([], { nbformat: 3 }),
      'its format is 3.5, not 4.5: run nbrun fmt',
    ],
    [
      'ids that are not unique',
      text([code('one'), code('one')]),
      'cell 2 (one) code repeats the id of an earlier cell',
    ],
    [
      'a field the format does not know, naming the cell',
      text([code('one'), code('two', { surprise: 1 })]),
      'cell 2 (two) code must NOT have additional properties "surprise"',
    ],
    [
      'a field of the wrong type',
      text([code('one', { source: 5 })]),
      'cell 1 (one) code source must be string',
    ],
  ])('%s', (_title, source, problem) => {
    const caught = catchError(() => parseNotebook(source, 'x.ipynb'));
    expect(caught).toBeInstanceOf(NotebookError);
    expect((caught as NotebookError).problems).toContain(problem);
    expect((caught as NotebookError).message).toMatch(/^x\.ipynb: /);
  });
});

it('parseNotebook keeps keys it does not know', () => {
  const source = text([code('one', { metadata: { custom: { deep: [1] } } })], {
    metadata: { mine: true },
  });
  expect(parseNotebook(source, 'x')).toMatchObject({
    cells: [{ metadata: { custom: { deep: [1] } } }],
    metadata: { mine: true },
  });
});

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
