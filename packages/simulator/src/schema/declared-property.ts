import { isJsonObject, type JsonObject } from '../wire/json-object.ts';
import { matchesPattern } from './matches-pattern.ts';

/** Tells whether `properties` or `patternProperties` of a schema speak of a name. */
export function isDeclared(name: string, schema: JsonObject): boolean {
  const { properties, patternProperties } = schema;
  if (isJsonObject(properties) && Object.hasOwn(properties, name)) return true;
  return (
    isJsonObject(patternProperties) &&
    Object.keys(patternProperties).some((pattern) => matchesPattern(pattern, name))
  );
}
