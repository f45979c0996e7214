import { prose } from '../answers/prose.ts';
import type { Seeded } from '../answers/seeded.ts';
import { isJsonObject, type JsonObject } from '../wire/json-object.ts';
import { conforms } from './conforms.ts';
import type { Draft, Hint } from './draft.ts';
import { flattenSchema } from './flatten-schema.ts';
import { hintedValues } from './hinted-value.ts';
import { makeArray } from './make-array.ts';
import { makeNumber } from './make-number.ts';
import { makeObject } from './make-object.ts';
import { makeString } from './make-string.ts';

const DEEP = 4;
const DEEPEST = 24;
const MOST_VALUES = 400;
const TRIES = 24;

type Maker = (schema: JsonObject, draft: Draft) => unknown;

const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['string', (schema, { random }) => makeString(schema, random)],
  ['integer', (schema, { random }) => makeNumber(schema, random, true)],
  ['number', (schema, { random }) => makeNumber(schema, random, false)],
  ['boolean', (_schema, { random }) => random.next() < 0.5],
  ['null', () => null],
  ['array', makeArray],
  ['object', makeObject],
]);

/** Which type a schema means that names none, by the first keyword it has. */
const TELLING: readonly (readonly [keyword: string, type: string])[] = [
  ['properties', 'object'],
  ['required', 'object'],
  ['additionalProperties', 'object'],
  ['minProperties', 'object'],
  ['items', 'array'],
  ['prefixItems', 'array'],
  ['minItems', 'array'],
  ['contains', 'array'],
  ['minimum', 'number'],
  ['maximum', 'number'],
  ['exclusiveMinimum', 'number'],
  ['exclusiveMaximum', 'number'],
  ['multipleOf', 'number'],
];

/** The keywords that a value is made for only by trial. */
const TRIED = [
  'oneOf',
  'anyOf',
  'allOf',
  'not',
  'if',
  'pattern',
  'uniqueItems',
  'contains',
  '$ref',
];

/**
 * Makes a seeded value for a JSON Schema, from what the text gives for its names where that fits.
 * It conforms, unless the schema asks what the keywords known here cannot give or nothing can.
 */
export function generateValue(schema: unknown, random: Seeded, hint: Hint): unknown {
  let made = 0;
  const draftAt = (depth: number, name: string | null): Draft => ({
    random,
    hint,
    root: schema,
    depth,
    isFull: () => depth > DEEP || made > MOST_VALUES,
    make(inner, innerName) {
      made += 1;
      return depth > DEEPEST
        ? null
        : valueFor(inner, innerName ?? name, draftAt(depth + 1, innerName));
    },
  });
  return valueFor(schema, null, draftAt(0, null));
}

function valueFor(schema: unknown, name: string | null, draft: Draft): unknown {
  if (!isJsonObject(schema)) return prose(draft.random, 2);
  const fits = (value: unknown): boolean => conforms(value, schema, draft.root);
  const written = name === null ? null : draft.hint(name);
  const hinted = written === null ? undefined : hintedValues(written).find(fits);
  if (hinted !== undefined) return hinted;
  let value = made(flattenSchema(schema, draft), draft);
  if (!TRIED.some((keyword) => Object.hasOwn(schema, keyword))) return value;
  for (let tries = 0; tries < TRIES && !fits(value); tries += 1) {
    value = made(flattenSchema(schema, draft), draft);
  }
  return value;
}

function made(schema: JsonObject, draft: Draft): unknown {
  const { const: constant, enum: choices } = schema;
  if (Object.hasOwn(schema, 'const')) return constant;
  if (Array.isArray(choices) && choices.length > 0) {
    const possible = choices.filter((choice) => conforms(choice, schema, draft.root));
    return draft.random.pick(possible.length > 0 ? possible : choices);
  }
  return MAKERS.get(typeOf(schema, draft))?.(schema, draft) ?? null;
}

function typeOf(schema: JsonObject, { random, isFull }: Draft): string {
  const { type } = schema;
  if (typeof type === 'string') return type;
  if (Array.isArray(type) && type.length > 0) {
    const short = type.filter((each) => each !== 'object' && each !== 'array');
    return String(random.pick(isFull() && short.length > 0 ? short : type));
  }
  return TELLING.find(([keyword]) => Object.hasOwn(schema, keyword))?.[1] ?? 'string';
}
