import { expect, it } from 'vitest';
import type { CodeCell, Notebook } from '../format/notebook.ts';
import { checkNotebook } from './check-notebook.ts';

const code = (
  id: string,
  source: string,
  tags: string[],
  more: Partial<CodeCell> = {},
): CodeCell => ({
  cell_type: 'code',
  id,
  source,
  metadata: { tags },
  execution_count: null,
  outputs: [],
  ...more,
});
const notebook = (...cells: CodeCell[]): Notebook => ({
  cells,
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});
const good = code('check-it', 'assert.ok(true)', ['expect']);

it.each<[string, Notebook, string[]]>([
  ['a good notebook', notebook(good), []],
  [
    'no expect cell',
    notebook(code('a', '1', [])),
    ['no cell is tagged expect (negative controls aside)'],
  ],
  [
    'only a negative control',
    notebook(code('negative-a', 'throw 1', ['expect'])),
    ['no cell is tagged expect (negative controls aside)'],
  ],
  [
    'an expect cell that cannot fail',
    notebook(good, code('weak', 'console.log(1)', ['expect'])),
    ['cell 2 (weak) is tagged expect and has neither assert nor throw'],
  ],
  [
    'a tag with a comma',
    notebook(good, code('a', '1', ['x,y'])),
    ['cell 2 (a) has a tag with a comma: repeat the tag instead'],
  ],
  [
    'an id that is no words',
    notebook(good, code('A_1', '1', [])),
    ['cell 2 (A_1) has an id that is not kebab-case words'],
  ],
  [
    'stored outputs',
    notebook(good, code('a', '1', [], { execution_count: 3 })),
    ['cell 2 (a) has stored outputs: run nbrun fmt'],
  ],
])('%s', (_title, subject, problems) => {
  expect(checkNotebook(subject)).toEqual(problems);
});
