import { isJsonObject } from '../wire/json-object.ts';

/** The JSON types a value has: a whole number is both `integer` and `number`. */
export function jsonTypes(value: unknown): readonly string[] {
  if (value === null) return ['null'];
  if (Array.isArray(value)) return ['array'];
  if (isJsonObject(value)) return ['object'];
  if (typeof value !== 'number') return [typeof value];
  return Number.isInteger(value) ? ['integer', 'number'] : ['number'];
}
