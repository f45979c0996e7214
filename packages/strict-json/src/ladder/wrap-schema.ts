import type { JsonSchema } from '../schema/compiled-schema.ts';
import { isSchema, resolveRef, schemasIn } from '../schema/resolve-ref.ts';

/** The property that holds a value which is no object, where only an object can be asked for. */
export const WRAPPER = 'value';

/** The schema of an object that holds the value of another schema. */
export function wrapSchema(schema: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: { [WRAPPER]: moved(schema) },
    required: [WRAPPER],
    additionalProperties: false,
  };
}

/** Whether an object may be a value of the schema. */
export function takesObject(schema: JsonSchema): boolean {
  return mayBeObject(schema, schema, new Set());
}

function mayBeObject(schema: unknown, root: JsonSchema, seen: Set<unknown>): boolean {
  if (schema === false) return false;
  if (!isSchema(schema) || seen.has(schema)) return true;
  seen.add(schema);
  const { type, enum: values, $ref, anyOf, oneOf, allOf } = schema;
  if (type !== undefined && ![type].flat().includes('object')) return false;
  if ('const' in schema && !isSchema(schema['const'])) return false;
  if (Array.isArray(values) && !values.some(isSchema)) return false;
  const may = (one: unknown): boolean => mayBeObject(one, root, seen);
  if (typeof $ref === 'string' && !may(resolveRef(root, $ref))) return false;
  if ([anyOf, oneOf].some((any) => Array.isArray(any) && !any.some(may))) return false;
  return schemasIn(allOf).every(may);
}

/** The schema with its local references led to where it now is. */
function moved(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(moved);
  if (!isSchema(part)) return part;
  return Object.fromEntries(
    Object.entries(part).map(([keyword, value]) => [
      keyword,
      keyword === '$ref' && typeof value === 'string' && value.startsWith('#')
        ? `#/properties/${WRAPPER}${value.slice(1)}`
        : moved(value),
    ]),
  );
}
