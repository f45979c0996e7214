import { cellName } from '../format/describe-cell.ts';
import type { Notebook } from '../format/notebook.ts';

/** The cells of a notebook as one module. */
export interface JoinedCells {
  readonly text: string;
  /** Names a place in `text`, both from 1, by its cell: `cell 5 (hello-json) 3:7`. */
  place(line: number, column: number): string;
}

/** Joins the code cells of a notebook to one TypeScript module, for the compiler to check. */
export function joinCells({ cells }: Notebook): JoinedCells {
  const lines: string[] = [];
  const starts: { readonly name: string; readonly line: number }[] = [];
  for (const [index, cell] of cells.entries()) {
    if (cell.cell_type !== 'code') continue;
    starts.push({ name: cellName(index + 1, cell.id), line: lines.length + 1 });
    // The lone semicolon keeps a cell from continuing the one before it.
    lines.push(...cell.source.split(/\r?\n/), ';');
  }
  return {
    text: `${lines.join('\n')}\nexport {};\n`,
    place(line, column) {
      const start = starts.findLast((it) => it.line <= line);
      return start ? `${start.name} ${line - start.line + 1}:${column}` : `${line}:${column}`;
    },
  };
}
