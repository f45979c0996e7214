import { cellName } from '../format/describe-cell.ts';
import type { Cell, Notebook } from '../format/notebook.ts';

/**
 * What keeps a valid notebook from being a source worth keeping, a sentence each: ids that are no
 * kebab-case words, tags with commas, stored outputs, and no `expect` cell that can fail.
 */
export function checkNotebook({ cells }: Notebook): string[] {
  const problems = cells.flatMap((cell, index) =>
    CELL_RULES.filter(({ isBroken }) => isBroken(cell)).map(
      ({ problem }) => `${cellName(index + 1, cell.id)} ${problem}`,
    ),
  );
  const asserts = cells.some((cell) => isExpect(cell) && !cell.id.startsWith('negative-'));
  if (!asserts) problems.push('no cell is tagged expect (negative controls aside)');
  return problems;
}

const CELL_RULES: readonly {
  readonly problem: string;
  readonly isBroken: (cell: Cell) => boolean;
}[] = [
  {
    problem: 'has an id that is not kebab-case words',
    isBroken: ({ id }) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id),
  },
  {
    problem: 'has a tag with a comma: repeat the tag instead',
    isBroken: ({ metadata }) => metadata.tags?.some((tag) => tag.includes(',')) ?? false,
  },
  {
    problem: 'has stored outputs: run nbrun fmt',
    isBroken: (cell) =>
      cell.cell_type === 'code' && (cell.outputs.length > 0 || cell.execution_count !== null),
  },
  {
    problem: 'is tagged expect and has neither assert nor throw',
    isBroken: (cell) => isExpect(cell) && !/\bassert\b|\bthrow\b/.test(cell.source),
  },
];

function isExpect({ cell_type, metadata }: Cell): boolean {
  return cell_type === 'code' && (metadata.tags?.includes('expect') ?? false);
}
