import { canonicalJson } from '../answers/canonical-json.ts';
import type { JsonObject } from '../wire/json-object.ts';
import type { Draft } from './draft.ts';

const USUAL_MOST = 3;
const TRIES = 24;

/** Makes a list of the length and the items a schema asks for. */
export function makeArray(schema: JsonObject, draft: Draft): readonly unknown[] {
  const { items, contains, uniqueItems } = schema;
  const tuple = tupleOf(schema);
  const rest = Array.isArray(items) ? schema['additionalItems'] : items;
  const length = lengthOf(schema, tuple.length, rest, draft);
  const least = contains === undefined ? 0 : Number(schema['minContains'] ?? 1);
  const list: unknown[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < length; index += 1) {
    const own = index < tuple.length ? tuple[index] : (rest ?? {});
    const isWanted = contains !== undefined && index >= length - least;
    const make = () => draft.make(isWanted ? { allOf: [own, contains] } : own, null);
    const item = uniqueItems === true ? distinct(make, seen) : make();
    list.push(item);
    seen.add(canonicalJson(item));
  }
  return list;
}

function tupleOf({ prefixItems, items }: JsonObject): readonly unknown[] {
  if (Array.isArray(prefixItems)) return prefixItems;
  return Array.isArray(items) ? items : [];
}

function lengthOf(schema: JsonObject, tuple: number, rest: unknown, draft: Draft): number {
  const { minItems, maxItems, contains, minContains = 1 } = schema;
  const least = Math.max(
    typeof minItems === 'number' ? minItems : 0,
    contains === undefined ? 0 : Number(minContains),
  );
  const allowed = rest === false ? tuple : Number.POSITIVE_INFINITY;
  const most = Math.min(allowed, typeof maxItems === 'number' ? maxItems : allowed);
  if (draft.isFull()) return least;
  const usual = Math.max(1, least, Math.min(tuple, most));
  return draft.random.integer(Math.min(usual, most), Math.min(most, Math.max(usual, USUAL_MOST)));
}

function distinct(make: () => unknown, seen: ReadonlySet<string>): unknown {
  let item = make();
  for (let tries = 0; tries < TRIES && seen.has(canonicalJson(item)); tries += 1) item = make();
  return item;
}
