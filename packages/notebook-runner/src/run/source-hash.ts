import { createHash } from 'node:crypto';
import type { Notebook } from '../format/notebook.ts';

/** The SHA-256, in hex, of what makes a notebook's outputs: cell ids, types, sources and tags. */
export function sourceHash({ cells }: Notebook): string {
  const parts = cells.map(({ id, cell_type, source, metadata }) => [
    id,
    cell_type,
    source,
    metadata.tags ?? [],
  ]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
