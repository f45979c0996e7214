import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const original: string = fileURLToPath(new URL('../../../notebooks', import.meta.url));
const reports: string = fileURLToPath(new URL('../report', import.meta.url));

/**
 * Copies the notebooks, snapshots included, into a new folder where imports still resolve; gives
 * that folder. The caller removes it.
 */
export function copyNotebooks(purpose: string): {
  readonly folder: string;
  readonly notebooks: string;
} {
  mkdirSync(reports, { recursive: true });
  const folder = mkdtempSync(join(reports, `${purpose}-`));
  const notebooks = join(folder, 'notebooks');
  const isOwn = (path: string) => !['node_modules', '.nbcheck'].includes(basename(path));
  cpSync(original, notebooks, { recursive: true, filter: isOwn });
  symlinkSync(join(original, 'node_modules'), join(notebooks, 'node_modules'));
  return { folder, notebooks };
}
