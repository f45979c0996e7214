import { formatNotebook } from './format-notebook.ts';
import type { JsonObject, JsonValue } from './notebook.ts';
import { NotebookError } from './notebook-error.ts';
import { joinTexts, parseJson, parseNotebook } from './parse-notebook.ts';

/**
 * The text of a source notebook in its one form: format 4.5, ids on every cell, no outputs, the
 * kernel's metadata. Accepts any format 4. Throws a {@link NotebookError} for what it cannot bring
 * into that form.
 */
export function normalizeNotebook(text: string, file: string): string {
  const raw = parseJson(text, file);
  if (raw['nbformat'] !== 4 || Number(raw['nbformat_minor']) > 5) {
    const found = `${String(raw['nbformat'])}.${String(raw['nbformat_minor'])}`;
    throw new NotebookError(file, [
      `its format is ${found}; only 4.0 to 4.5 can be brought to 4.5`,
    ]);
  }
  const notebook = joinTexts(raw);
  const cells = Array.isArray(notebook['cells']) ? (notebook['cells'] as JsonObject[]) : [];
  const taken = new Set<JsonValue | undefined>(cells.map(({ id }) => id));
  const normal: JsonObject = {
    ...notebook,
    cells: cells.map((cell, index) => normalizeCell(cell, index + 1, taken)),
    metadata: { ...(notebook['metadata'] as JsonObject), ...KERNEL_METADATA },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return formatNotebook(parseNotebook(JSON.stringify(normal), file));
}

// What Jupyter writes into a notebook that it saved with our kernel.
const KERNEL_METADATA: JsonObject = {
  kernelspec: { display_name: 'TypeScript (SciLLM)', language: 'typescript', name: 'scillm-ts' },
  language_info: {
    codemirror_mode: 'typescript',
    file_extension: '.ts',
    mimetype: 'text/x-typescript',
    name: 'typescript',
    pygments_lexer: 'typescript',
    version: '7',
  },
};

function normalizeCell(
  cell: JsonObject,
  number: number,
  taken: Set<JsonValue | undefined>,
): JsonObject {
  const named = cell['id'] === undefined ? { ...cell, id: freeId(number, taken) } : cell;
  if (named['cell_type'] !== 'code') return named;
  return { ...named, execution_count: null, outputs: [] };
}

function freeId(number: number, taken: Set<JsonValue | undefined>): string {
  let id = `cell-${number}`;
  for (let extra = 2; taken.has(id); extra += 1) id = `cell-${number}-${extra}`;
  taken.add(id);
  return id;
}
