import { mapTexts } from './map-texts.ts';
import type { JsonObject, JsonValue, Notebook } from './notebook.ts';
import { splitLines } from './split-lines.ts';
import { stringifySorted } from './stringify-sorted.ts';

/**
 * The text of an `.ipynb` file, byte for byte what Python's `nbformat.write` writes: sorted keys,
 * one space a level, line arrays, a final newline. Equal notebooks give equal bytes.
 */
export function formatNotebook(notebook: Notebook): string {
  const onDisk = mapTexts(notebook as unknown as JsonObject, {
    text: (value) => (typeof value === 'string' ? splitLines(value) : value),
    representation: splitRepresentation,
  });
  return `${stringifySorted(onDisk)}\n`;
}

function splitRepresentation(mime: string, value: JsonValue): JsonValue {
  const isLines = mime.startsWith('text/') || SPLIT_MIMES.has(mime);
  return isLines && typeof value === 'string' ? splitLines(value) : value;
}

const SPLIT_MIMES = new Set(['application/javascript', 'image/svg+xml']);
