import type { JsonSchema } from './compiled-schema.ts';
import { isSchema, resolveRef, schemasIn } from './resolve-ref.ts';

/** Deeper than this nothing is turned: a schema may refer to itself. */
const DEEPEST = 200;

/**
 * A value with text turned into the number or boolean that its schema wants there, and how many were
 * turned. Text stays wherever the schema takes text. The value given is not changed.
 */
export function coerceTo(
  root: JsonSchema,
  value: unknown,
): { readonly value: unknown; readonly count: number } {
  let count = 0;

  const walk = (here: unknown, schemas: readonly unknown[], depth: number): unknown => {
    if (schemas.length === 0 || depth > DEEPEST) return here;
    if (typeof here === 'string') return walkText(here, schemas);
    if (typeof here !== 'object' || here === null) return here;
    if (!Array.isArray(here)) return walkObject(here as JsonSchema, schemas, depth);
    return changed(here, (item, index) => walk(item, itemSchemas(schemas, index, root), depth + 1));
  };

  const walkText = (text: string, schemas: readonly unknown[]): unknown => {
    const turned = turn(text, schemas);
    if (turned !== text) count += 1;
    return turned;
  };

  const walkObject = (here: JsonSchema, schemas: readonly unknown[], depth: number): unknown => {
    const keys = Object.keys(here);
    const before = keys.map((key) => here[key]);
    const after = changed(before, (item, index) =>
      walk(item, propertySchemas(schemas, keys[index] ?? '', root), depth + 1),
    );
    if (after === before) return here;
    return Object.fromEntries(keys.map((key, index) => [key, after[index]]));
  };

  return { value: walk(value, branches([root], root), 0), count };
}

/** The same list where nothing changes. */
function changed(
  list: readonly unknown[],
  change: (item: unknown, index: number) => unknown,
): readonly unknown[] {
  const after = list.map(change);
  return after.every((item, index) => item === list[index]) ? list : after;
}

/** Schemas with what they refer to and choose among, each once. */
function branches(schemas: readonly unknown[], root: JsonSchema): readonly unknown[] {
  const found = new Set<unknown>();
  const open = [...schemas];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (found.has(next)) continue;
    found.add(next);
    if (!isSchema(next)) continue;
    const { $ref, anyOf, oneOf, allOf } = next;
    if (typeof $ref === 'string') open.push(resolveRef(root, $ref) ?? true);
    open.push(...schemasIn(anyOf), ...schemasIn(oneOf), ...schemasIn(allOf));
  }
  return [...found];
}

function itemSchemas(
  schemas: readonly unknown[],
  index: number,
  root: JsonSchema,
): readonly unknown[] {
  const found = schemas.flatMap((schema) => {
    if (!isSchema(schema)) return [];
    const { items, prefixItems, additionalItems } = schema;
    const tuple = Array.isArray(items) ? items : schemasIn(prefixItems);
    const rest = Array.isArray(items) ? additionalItems : items;
    const own = index < tuple.length ? tuple[index] : rest;
    return own === undefined ? [] : [own];
  });
  return found.length === 0 ? found : branches(found, root);
}

function propertySchemas(
  schemas: readonly unknown[],
  key: string,
  root: JsonSchema,
): readonly unknown[] {
  const found = schemas.flatMap((schema) => {
    if (!isSchema(schema)) return [];
    const { properties, additionalProperties, patternProperties } = schema;
    if (isSchema(properties) && Object.hasOwn(properties, key)) return [properties[key]];
    // Patterns are not looked into: whatever they say, text stays text.
    return additionalProperties === undefined || patternProperties !== undefined
      ? []
      : [additionalProperties];
  });
  return found.length === 0 ? found : branches(found, root);
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The number or boolean that a text stands for, where the schemas want one and take no text. */
function turn(text: string, schemas: readonly unknown[]): unknown {
  const wanted = wantedTypes(schemas);
  if (wanted === undefined || wanted.has('string')) return text;
  const plain = text.trim();
  if (wanted.has('boolean') && (plain === 'true' || plain === 'false')) return plain === 'true';
  const wantsNumber = wanted.has('number') || wanted.has('integer');
  return wantsNumber && NUMBER.test(plain) ? numberOf(plain, text, wanted) : text;
}

/** Text that would lose digits, or is no integer where one is wanted, stays. */
function numberOf(plain: string, text: string, wanted: ReadonlySet<unknown>): unknown {
  const number = Number(plain);
  if (!Number.isFinite(number)) return text;
  if (Number.isInteger(number)) return Number.isSafeInteger(number) ? number : text;
  return wanted.has('number') ? number : text;
}

/** The types that the schemas take together; `undefined` where one of them takes any. */
function wantedTypes(schemas: readonly unknown[]): ReadonlySet<unknown> | undefined {
  const types = new Set<unknown>();
  for (const schema of schemas) {
    if (!isSchema(schema)) return undefined;
    const own = ownTypes(schema);
    if (own === undefined) return undefined;
    for (const type of own) types.add(type);
  }
  return types;
}

function ownTypes(schema: JsonSchema): readonly unknown[] | undefined {
  if (schema['type'] !== undefined) return [schema['type']].flat();
  if ('const' in schema) return [typeof schema['const']];
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => typeof value);
  const isChoice = ['$ref', 'anyOf', 'oneOf', 'allOf'].some((keyword) => keyword in schema);
  return isChoice ? [] : undefined;
}
