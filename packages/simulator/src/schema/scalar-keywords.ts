import { canonicalJson } from '../answers/canonical-json.ts';
import { jsonTypes } from './json-type.ts';
import type { Keyword } from './keyword.ts';
import { matchesPattern } from './matches-pattern.ts';
import { STRING_FORMATS } from './string-formats.ts';

/** `type`, `enum`, `const`, and the keywords of strings and numbers. */
export const SCALAR_KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['type', ({ argument, value }) => hasType(argument, value)],
  ['enum', ({ argument, value }) => !Array.isArray(argument) || argument.some(equals(value))],
  ['const', ({ argument, value }) => equals(value)(argument)],
  ['minLength', ofString((length, least) => length >= least)],
  ['maxLength', ofString((length, most) => length <= most)],
  [
    'pattern',
    ({ argument, value }) => typeof value !== 'string' || matchesPattern(argument, value),
  ],
  [
    'format',
    ({ argument, value }) =>
      typeof value !== 'string' || (STRING_FORMATS.get(String(argument))?.test(value) ?? true),
  ],
  ['minimum', ofNumber((value, least) => value >= least)],
  ['maximum', ofNumber((value, most) => value <= most)],
  ['exclusiveMinimum', ofNumber((value, below) => value > below)],
  ['exclusiveMaximum', ofNumber((value, above) => value < above)],
  ['multipleOf', ofNumber((value, step) => Number.isInteger(value / step))],
]);

function hasType(argument: unknown, value: unknown): boolean {
  const types = Array.isArray(argument) ? argument : [argument];
  return jsonTypes(value).some((type) => types.includes(type));
}

function equals(value: unknown): (other: unknown) => boolean {
  const written = canonicalJson(value);
  return (other) => canonicalJson(other) === written;
}

function ofString(holds: (length: number, argument: number) => boolean): Keyword {
  return ({ argument, value }) =>
    typeof value !== 'string' || typeof argument !== 'number' || holds([...value].length, argument);
}

function ofNumber(holds: (value: number, argument: number) => boolean): Keyword {
  return ({ argument, value }) =>
    typeof value !== 'number' || typeof argument !== 'number' || holds(value, argument);
}
