import { isJsonObject, type JsonObject } from '../wire/json-object.ts';
import type { Draft } from './draft.ts';
import { matchesPattern } from './matches-pattern.ts';

const MOST_TRIES = 64;

/** Makes an object with the properties a schema asks for, and the optional ones while there is room. */
export function makeObject(schema: JsonObject, draft: Draft): JsonObject {
  const names = chosenNames(schema, draft);
  const entries = names.map((name) => [name, draft.make(propertySchema(name, schema), name)]);
  return Object.fromEntries(entries);
}

function chosenNames(schema: JsonObject, draft: Draft): readonly string[] {
  const { properties, required, minProperties, maxProperties } = schema;
  const wanted = Array.isArray(required) ? required.map(String) : [];
  const declared = isJsonObject(properties)
    ? Object.keys(properties).filter((name) => properties[name] !== false)
    : [];
  const optional = draft.isFull() ? [] : declared.filter((name) => !wanted.includes(name));
  const inOrder = declared.filter((name) => wanted.includes(name) || optional.includes(name));
  const all = [...new Set([...inOrder, ...wanted])];
  const most = typeof maxProperties === 'number' ? maxProperties : Number.POSITIVE_INFINITY;
  const kept = all.length <= most ? all : fewer(all, wanted, most);
  return withFurther(
    kept,
    Math.max(Number(minProperties ?? 0), usualCount(schema, draft)),
    schema,
    draft,
  );
}

function fewer(all: readonly string[], wanted: readonly string[], most: number): readonly string[] {
  const spare = Math.max(0, most - wanted.length);
  const extra = new Set(all.filter((name) => !wanted.includes(name)).slice(0, spare));
  return all.filter((name) => wanted.includes(name) || extra.has(name));
}

/** A map, that is an object whose names are free, shows at least one. */
function usualCount(schema: JsonObject, draft: Draft): number {
  const { properties, additionalProperties, maxProperties } = schema;
  const isMap = properties === undefined && isJsonObject(additionalProperties);
  return isMap && maxProperties !== 0 && !draft.isFull() ? 1 : 0;
}

function withFurther(
  names: readonly string[],
  least: number,
  schema: JsonObject,
  draft: Draft,
): readonly string[] {
  const all = new Set(names);
  for (let tries = 0; tries < MOST_TRIES && all.size < least; tries += 1) {
    all.add(furtherName(schema, draft, all.size));
  }
  return [...all];
}

function furtherName(schema: JsonObject, draft: Draft, index: number): string {
  const { patternProperties, propertyNames, additionalProperties } = schema;
  if (propertyNames !== undefined) {
    return String(draft.make({ allOf: [{ type: 'string' }, propertyNames] }, null));
  }
  const [pattern] = isJsonObject(patternProperties) ? Object.keys(patternProperties) : [];
  if (pattern !== undefined && additionalProperties === false) {
    return String(draft.make({ type: 'string', pattern }, null));
  }
  return `key_${index + 1}`;
}

function propertySchema(name: string, schema: JsonObject): unknown {
  const { properties, patternProperties, additionalProperties = {} } = schema;
  if (isJsonObject(properties) && Object.hasOwn(properties, name)) return properties[name];
  const patterns = isJsonObject(patternProperties) ? Object.entries(patternProperties) : [];
  const found = patterns.find(([pattern]) => matchesPattern(pattern, name));
  return found?.[1] ?? additionalProperties;
}
