import { isJsonObject, type JsonObject } from '../wire/json-object.ts';
import { isDeclared } from './declared-property.ts';
import type { Keyword, KeywordCheck } from './keyword.ts';
import { matchesPattern } from './matches-pattern.ts';

/** The keywords of objects. */
export const OBJECT_KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['required', ofObject((object, { argument }) => hasAll(object, argument))],
  ['minProperties', ofObject((object, { argument }) => size(object) >= Number(argument))],
  ['maxProperties', ofObject((object, { argument }) => size(object) <= Number(argument))],
  ['properties', ofObject(keepsProperties)],
  ['patternProperties', ofObject(keepsPatterns)],
  [
    'additionalProperties',
    ofObject((object, { argument, schema, conforms }) =>
      Object.entries(object).every(
        ([name, value]) => isDeclared(name, schema) || conforms(value, argument),
      ),
    ),
  ],
  [
    'propertyNames',
    ofObject((object, { argument, conforms }) =>
      Object.keys(object).every((name) => conforms(name, argument)),
    ),
  ],
  ['dependentRequired', ofObject(keepsDependencies)],
]);

function ofObject(holds: (object: JsonObject, check: KeywordCheck) => boolean): Keyword {
  return (check) => !isJsonObject(check.value) || holds(check.value, check);
}

function size(object: JsonObject): number {
  return Object.keys(object).length;
}

function hasAll(object: JsonObject, names: unknown): boolean {
  return !Array.isArray(names) || names.every((name) => Object.hasOwn(object, name));
}

function keepsProperties(object: JsonObject, { argument, conforms }: KeywordCheck): boolean {
  if (!isJsonObject(argument)) return true;
  return Object.entries(argument).every(
    ([name, schema]) => !Object.hasOwn(object, name) || conforms(object[name], schema),
  );
}

function keepsPatterns(object: JsonObject, { argument, conforms }: KeywordCheck): boolean {
  if (!isJsonObject(argument)) return true;
  return Object.entries(argument).every(([pattern, schema]) =>
    Object.entries(object).every(
      ([name, value]) => !matchesPattern(pattern, name) || conforms(value, schema),
    ),
  );
}

function keepsDependencies(object: JsonObject, { argument }: KeywordCheck): boolean {
  if (!isJsonObject(argument)) return true;
  return Object.entries(argument).every(
    ([name, names]) => !Object.hasOwn(object, name) || hasAll(object, names),
  );
}
