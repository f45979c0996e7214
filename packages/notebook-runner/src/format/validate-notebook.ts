import { readFileSync } from 'node:fs';
import type { ErrorObject, ValidateFunction } from 'ajv';
import draft04 from 'ajv-draft-04';
import { describeCell } from './describe-cell.ts';
import type { JsonValue } from './notebook.ts';

/**
 * What keeps a value from being a notebook of format 4.5, a sentence each; empty when it is one.
 * Checks the vendored schema and that cell ids are unique.
 */
export function validateNotebook(value: JsonValue): string[] {
  const validate = schemaValidator();
  if (!validate(value)) return describe(value, validate.errors ?? []);
  return duplicates(cellsOf(value));
}

let compiled: ValidateFunction | undefined;

function schemaValidator(): ValidateFunction {
  compiled ??= new draft04.default({
    allErrors: true,
    strict: false,
    validateFormats: false,
  }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
  return compiled;
}

// The same relative path leads there from src/format and from dist/format.
const SCHEMA = new URL('../../schema/nbformat.v4.5.schema.json', import.meta.url);

function describe(value: JsonValue, errors: readonly ErrorObject[]): string[] {
  const cells = cellsOf(value);
  const sentences = errors
    .filter((error) => !NOISE.has(error.keyword))
    .map((error) => {
      const [, top, index, ...rest] = error.instancePath.split('/');
      const detail = `${error.message ?? 'is invalid'}${extra(error)}`;
      if (top !== 'cells' || index === undefined) return `${top ?? 'notebook'} ${detail}`;
      const where = describeCell(Number(index) + 1, cells[Number(index)]);
      return `${where} ${[...rest, detail].join(' ')}`;
    });
  return [...new Set(relevant(sentences, errors, cells))];
}

// A cell is checked against every cell type: only the complaints of its own type are worth reading.
function relevant(
  sentences: readonly string[],
  errors: readonly ErrorObject[],
  cells: readonly JsonValue[],
): readonly string[] {
  const kept = errors.filter((error) => !NOISE.has(error.keyword));
  const own = sentences.filter((_sentence, at) => {
    const error = kept[at];
    const [, top, index] = error?.instancePath.split('/') ?? [];
    if (top !== 'cells' || index === undefined) return true;
    const type = member(cells[Number(index)], 'cell_type');
    return error?.schemaPath.includes(`${String(type)}_cell`) ?? true;
  });
  return own.length > 0 ? own : sentences;
}

const NOISE = new Set(['oneOf', 'anyOf', '$ref']);

function extra(error: ErrorObject): string {
  const { additionalProperty } = error.params as { additionalProperty?: string };
  return additionalProperty === undefined ? '' : ` "${additionalProperty}"`;
}

function duplicates(cells: readonly JsonValue[]): string[] {
  const seen = new Set<JsonValue | undefined>();
  return cells.flatMap((cell, at) => {
    const id = member(cell, 'id');
    const isNew = !seen.has(id);
    seen.add(id);
    return isNew ? [] : [`${describeCell(at + 1, cell)} repeats the id of an earlier cell`];
  });
}

function cellsOf(value: JsonValue): readonly JsonValue[] {
  const cells = member(value, 'cells');
  return Array.isArray(cells) ? cells : [];
}

function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as { readonly [key: string]: JsonValue })[key];
}
