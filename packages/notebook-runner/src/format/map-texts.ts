import type { JsonObject, JsonValue } from './notebook.ts';

/** What happens to each multi-line text of a notebook. */
export interface TextMapping {
  /** For a source and the text of a stream. */
  readonly text: (value: JsonValue | undefined) => JsonValue | undefined;
  /** For one representation in a MIME bundle. */
  readonly representation: (mime: string, value: JsonValue) => JsonValue;
}

/**
 * A copy of a notebook's JSON with its multi-line texts mapped, and without the fields that Jupyter
 * keeps in memory only.
 */
export function mapTexts(notebook: JsonObject, mapping: TextMapping): JsonObject {
  const metadata = omit(asObject(notebook['metadata']), TRANSIENT_METADATA);
  const cells = asList(notebook['cells']).map((cell) => mapCell(asObject(cell), mapping));
  return { ...notebook, metadata, cells };
}

const TRANSIENT_METADATA = ['orig_nbformat', 'orig_nbformat_minor', 'signature'];

function mapCell(cell: JsonObject, mapping: TextMapping): JsonObject {
  const mapped: JsonObject = { ...cell };
  set(mapped, 'source', mapping.text(cell['source']));
  if (cell['metadata'] !== undefined) {
    mapped['metadata'] = omit(asObject(cell['metadata']), ['trusted']);
  }
  if (cell['attachments'] !== undefined) {
    mapped['attachments'] = mapMembers(asObject(cell['attachments']), (_name, bundle) =>
      mapMembers(asObject(bundle), mapping.representation),
    );
  }
  if (cell['cell_type'] === 'code' && cell['outputs'] !== undefined) {
    mapped['outputs'] = asList(cell['outputs']).map((item) => mapOutput(asObject(item), mapping));
  }
  return mapped;
}

function mapOutput(output: JsonObject, mapping: TextMapping): JsonObject {
  const mapped: JsonObject = { ...output };
  if (output['output_type'] === 'stream') set(mapped, 'text', mapping.text(output['text']));
  else if (output['data'] !== undefined) {
    mapped['data'] = mapMembers(asObject(output['data']), mapping.representation);
  }
  return mapped;
}

function mapMembers(
  object: JsonObject,
  map: (key: string, value: JsonValue) => JsonValue,
): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value)]));
}

function omit(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !names.includes(key)));
}

function set(object: JsonObject, key: string, value: JsonValue | undefined): void {
  if (value !== undefined) object[key] = value;
}

// Callers have validated, or want a malformed notebook to come out unchanged in shape.
function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...(value as JsonObject) }
    : {};
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
