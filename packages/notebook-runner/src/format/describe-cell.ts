import type { JsonValue } from './notebook.ts';

/** How messages name a cell: `cell 5 (hello-json) code`, with what is known of it. */
export function describeCell(number: number, cell: JsonValue | undefined): string {
  const { id, cell_type: type } = (cell ?? {}) as { id?: JsonValue; cell_type?: JsonValue };
  const name = typeof id === 'string' ? `${cellName(number, id)}` : `cell ${number}`;
  return typeof type === 'string' ? `${name} ${type}` : name;
}

/** The short name of a cell in stack lines and errors: `cell 5 (hello-json)`. */
export function cellName(number: number, id: string): string {
  return `cell ${number} (${id})`;
}
