import { isJsonObject, type JsonObject } from '../wire/json-object.ts';
import type { Draft } from './draft.ts';
import { mergeSchemas } from './merge-schemas.ts';
import { resolveReference } from './resolve-reference.ts';

const MOST_ROUNDS = 32;

/**
 * One schema without `$ref`, `allOf`, `anyOf`, `oneOf` and `if`, drawn from the given one: of
 * alternatives a branch is chosen. The result need not ask all that the given one asks.
 */
export function flattenSchema(schema: JsonObject, draft: Draft): JsonObject {
  let flat = schema;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const name = Object.keys(flat).find((key) => COMBINATORS.has(key));
    if (name === undefined) return flat;
    const { [name]: argument, ...rest } = flat;
    flat = (COMBINATORS.get(name)?.(argument, rest, draft) ?? []).reduce<JsonObject>(
      (merged, each) => (isJsonObject(each) ? mergeSchemas(merged, each) : merged),
      rest,
    );
  }
  return flat;
}

type Combinator = (argument: unknown, rest: JsonObject, draft: Draft) => readonly unknown[];

const COMBINATORS: ReadonlyMap<string, Combinator> = new Map<string, Combinator>([
  ['$ref', (reference, _rest, { root }) => [resolveReference(reference, root)]],
  ['allOf', (branches) => (Array.isArray(branches) ? branches : [])],
  ['anyOf', (branches, _rest, draft) => [branchOf(branches, draft)]],
  ['oneOf', (branches, _rest, draft) => [branchOf(branches, draft)]],
  [
    'if',
    (condition, rest, { random }) =>
      random.next() < 0.5 ? [condition, rest['then']] : [rest['else']],
  ],
]);

function branchOf(branches: unknown, { random, isFull }: Draft): unknown {
  if (!Array.isArray(branches) || branches.length === 0) return {};
  const possible = branches.filter((branch) => branch !== false);
  const short = isFull() ? possible.filter(isShort) : [];
  return random.pick(short.length > 0 ? short : possible);
}

function isShort(schema: unknown): boolean {
  if (!isJsonObject(schema)) return true;
  const { type } = schema;
  return !Object.hasOwn(schema, '$ref') && type !== 'object' && type !== 'array';
}
