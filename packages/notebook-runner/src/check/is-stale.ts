import { existsSync } from 'node:fs';
import { readNotebook } from '../format/read-notebook.ts';
import { readFacts } from '../run/build-snapshot.ts';
import { snapshotPath } from '../run/keep-snapshot.ts';
import { sourceHash } from '../run/source-hash.ts';

/**
 * Whether a notebook's snapshot was made from another source. `missing` when there is no snapshot.
 * Rejects with a `NotebookError` when either file is invalid.
 */
export async function isStale(path: string): Promise<boolean | 'missing'> {
  const snapshot = snapshotPath(path);
  if (!existsSync(snapshot)) return 'missing';
  const [source, kept] = await Promise.all([readNotebook(path), readNotebook(snapshot)]);
  return readFacts(kept)?.sourceSha256 !== sourceHash(source);
}
