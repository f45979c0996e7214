import { mapTexts } from './map-texts.ts';
import type { JsonObject, JsonValue, Notebook } from './notebook.ts';
import { NotebookError } from './notebook-error.ts';
import { validateNotebook } from './validate-notebook.ts';

/**
 * The notebook in a text, multi-line texts joined and unknown keys kept. `file` names it in messages.
 * Throws a {@link NotebookError} when the text is not a valid notebook of format 4.5.
 */
export function parseNotebook(text: string, file: string): Notebook {
  const value = parseJson(text, file);
  const { nbformat, nbformat_minor: minor } = value;
  if (nbformat !== 4 || minor !== 5) {
    const found = `${String(nbformat ?? '?')}.${String(minor ?? '?')}`;
    throw new NotebookError(file, [`its format is ${found}, not 4.5: run nbrun fmt`]);
  }
  const problems = validateNotebook(value);
  if (problems.length > 0) throw new NotebookError(file, problems);
  return joinTexts(value) as unknown as Notebook;
}

/** The JSON object in a text, whatever its format. Throws a {@link NotebookError} when there is none. */
export function parseJson(text: string, file: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as JsonObject;
    }
  } catch (cause) {
    throw new NotebookError(file, ['it is not JSON'], { cause });
  }
  throw new NotebookError(file, ['it is not a JSON object']);
}

/** A copy of a notebook's JSON in which line arrays are joined to strings. */
export function joinTexts(value: JsonObject): JsonObject {
  return mapTexts(value, {
    text: joinLines,
    representation: (mime, member) => (isJsonMime(mime) ? member : (joinLines(member) ?? null)),
  });
}

function joinLines(value: JsonValue | undefined): JsonValue | undefined {
  const isLines = Array.isArray(value) && value.every((line) => typeof line === 'string');
  return isLines ? value.join('') : value;
}

function isJsonMime(mime: string): boolean {
  return mime === 'application/json' || (mime.startsWith('application/') && mime.endsWith('+json'));
}
