import { cellName } from '../format/describe-cell.ts';
import { formatNotebook } from '../format/format-notebook.ts';
import type { JsonValue, Notebook } from '../format/notebook.ts';
import { stringifySorted } from '../format/stringify-sorted.ts';
import { METADATA_CELL } from '../run/build-snapshot.ts';
import type { Scrubber } from './create-scrubber.ts';
import { SecretSurvivedError } from './secret-survived-error.ts';

/**
 * The bytes of a notebook, if no secret is left in them, in the notebook's strings, or in its
 * sources. Throws a {@link SecretSurvivedError} otherwise.
 */
export function assertClean(notebook: Notebook, scrubber: Scrubber, file: string): string {
  for (const [index, cell] of notebook.cells.entries()) {
    const secrets = secretsInJson(cell as unknown as JsonValue, scrubber);
    if (secrets.length > 0) {
      const number = notebook.cells[0]?.id === METADATA_CELL ? index : index + 1;
      throw new SecretSurvivedError(`${file} ${cellName(number, cell.id)}`, secrets);
    }
  }
  const text = formatNotebook(notebook);
  const left = scrubber.secretsIn(text);
  if (left.length > 0) throw new SecretSurvivedError(file, left);
  return text;
}

// Each string by itself, since line arrays cut a value that holds a line end; and the whole, escaped.
function secretsInJson(value: JsonValue, scrubber: Scrubber): string[] {
  const texts: string[] = [stringifySorted(value)];
  JSON.stringify(value, (key, member: unknown) => {
    texts.push(key);
    if (typeof member === 'string') texts.push(member);
    return member;
  });
  return [...new Set(texts.flatMap((text) => scrubber.secretsIn(text)))];
}
