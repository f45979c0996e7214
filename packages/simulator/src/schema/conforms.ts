import { isJsonObject } from '../wire/json-object.ts';
import { ARRAY_KEYWORDS } from './array-keywords.ts';
import type { Keyword } from './keyword.ts';
import { LOGIC_KEYWORDS } from './logic-keywords.ts';
import { OBJECT_KEYWORDS } from './object-keywords.ts';
import { resolveReference } from './resolve-reference.ts';
import { SCALAR_KEYWORDS } from './scalar-keywords.ts';

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map([
  ...SCALAR_KEYWORDS,
  ...ARRAY_KEYWORDS,
  ...OBJECT_KEYWORDS,
  ...LOGIC_KEYWORDS,
]);

const DEEPEST = 64;

/**
 * Tells whether a value keeps a JSON Schema, by the keywords of 2020-12 and draft 7 that matter in
 * answers; others are not looked at. References are local; one that leads nowhere is kept by nothing.
 */
export function conforms(
  value: unknown,
  schema: unknown,
  root: unknown = schema,
  depth = 0,
): boolean {
  if (!isJsonObject(schema)) return schema !== false;
  if (depth > DEEPEST) return false;
  const below = (inner: unknown, innerSchema: unknown): boolean =>
    conforms(inner, innerSchema, root, depth + 1);
  const reference = schema['$ref'];
  if (reference !== undefined) {
    const target = resolveReference(reference, root);
    if (target === undefined || !below(value, target)) return false;
  }
  return Object.entries(schema).every(
    ([name, argument]) =>
      KEYWORDS.get(name)?.({ argument, value, schema, conforms: below }) !== false,
  );
}
