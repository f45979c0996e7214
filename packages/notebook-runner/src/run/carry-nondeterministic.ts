import type { Cell, CodeCell, Notebook } from '../format/notebook.ts';

/**
 * The snapshot with the earlier outputs of its `nondeterministic` cells, where their sources are
 * unchanged and both runs succeeded, so that a rerun makes no difference.
 */
export function carryNondeterministic(snapshot: Notebook, kept: Notebook): Notebook {
  const earlier = new Map(kept.cells.map((cell) => [cell.id, cell]));
  const cells = snapshot.cells.map((cell) => carry(cell, earlier.get(cell.id)));
  return { ...snapshot, cells };
}

function carry(cell: Cell, earlier: Cell | undefined): Cell {
  if (cell.cell_type !== 'code' || earlier?.cell_type !== 'code') return cell;
  const isCarried =
    cell.metadata.tags?.includes('nondeterministic') &&
    cell.source === earlier.source &&
    wasGood(cell) &&
    wasGood(earlier);
  return isCarried ? { ...cell, outputs: earlier.outputs } : cell;
}

// A cell that did not run has nothing worth keeping.
function wasGood({ execution_count, outputs }: CodeCell): boolean {
  return execution_count !== null && outputs.every(({ output_type }) => output_type !== 'error');
}
