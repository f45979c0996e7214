import type { Notebook, Output } from '@scillm/notebook-runner';

/** The models that a notebook's tables name under `servedModel`, each once, in order. */
export function servedModels({ cells }: Notebook): readonly string[] {
  const tables = cells
    .filter((cell) => cell.cell_type === 'code' && !cell.id.startsWith('negative-'))
    .flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs : []))
    .map(markdownOf);
  return [...new Set(tables.flatMap(columnOf))];
}

function markdownOf(output: Output): string {
  if (output.output_type !== 'display_data' && output.output_type !== 'execute_result') return '';
  const text = output.data['text/markdown'];
  return typeof text === 'string' ? text : '';
}

function columnOf(markdown: string): readonly string[] {
  const [head = [], , ...rows] = markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cellsOf);
  const column = head.indexOf('servedModel');
  return column < 0
    ? []
    : rows.flatMap((cells) => cells[column] ?? []).filter((cell) => cell !== '');
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll(/\\(.)/g, '$1'));
}
