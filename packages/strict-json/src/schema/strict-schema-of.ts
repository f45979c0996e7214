import type { JsonSchema } from './compiled-schema.ts';
import { isSchema, resolveRef, schemasIn } from './resolve-ref.ts';

/** Says something to the reader only; strict mode refuses some of it. */
const NOTES: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

/** Keywords that strict mode takes as they are. */
const PLAIN: ReadonlySet<string> = new Set([
  'type',
  'title',
  'description',
  'enum',
  'const',
  'pattern',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
]);

const FORMATS: ReadonlySet<unknown> = new Set([
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
]);

/**
 * The form of a schema that OpenAI's strict mode takes: every property required, nothing else
 * allowed. `undefined` where that mode cannot express it: an optional property that may not be null,
 * free keys, tuples, lengths of text.
 */
export function strictSchemaOf(root: JsonSchema): JsonSchema | undefined {
  const canSay =
    root['type'] === 'object' && root['$ref'] === undefined && isExpressible(root, root);
  return canSay ? converted(root) : undefined;
}

/** Keywords that are expressible under a condition. */
const CONDITIONS: ReadonlyMap<string, (schema: JsonSchema, root: JsonSchema) => boolean> = new Map([
  ['$ref', (schema, root) => isLocal(schema, root)],
  ['format', ({ format }) => FORMATS.has(format)],
  ['properties', (schema, root) => hasGoodProperties(schema, root)],
  ['required', ({ required, properties }) => areNamed(required, properties)],
  ['additionalProperties', ({ additionalProperties }) => additionalProperties === false],
  ['items', ({ items }, root) => isExpressible(items, root)],
  ['anyOf', ({ anyOf }, root) => areExpressible(anyOf, root)],
  ['oneOf', ({ oneOf, anyOf }, root) => anyOf === undefined && areExpressible(oneOf, root)],
  ['$defs', ({ $defs }, root) => areExpressible(valuesOf($defs), root)],
  ['definitions', ({ definitions }, root) => areExpressible(valuesOf(definitions), root)],
]);

/** A schema that says nothing of the value's form allows anything, which strict mode does not. */
const FORMS = ['type', 'enum', 'const', 'anyOf', 'oneOf', '$ref'];

function isExpressible(schema: unknown, root: JsonSchema): boolean {
  if (!isSchema(schema) || !FORMS.some((keyword) => keyword in schema)) return false;
  const types = [schema['type']].flat();
  if (types.includes('object') && schema['properties'] === undefined) return false;
  if (types.includes('array') && schema['items'] === undefined) return false;
  return Object.keys(schema).every(
    (keyword) =>
      NOTES.has(keyword) || PLAIN.has(keyword) || CONDITIONS.get(keyword)?.(schema, root) === true,
  );
}

function areExpressible(schemas: unknown, root: JsonSchema): boolean {
  return schemasIn(schemas).every((schema) => isExpressible(schema, root));
}

function valuesOf(map: unknown): readonly unknown[] {
  return isSchema(map) ? Object.values(map) : [map];
}

/** Beside a reference strict mode takes nothing that counts. */
function isLocal(schema: JsonSchema, root: JsonSchema): boolean {
  const ref = String(schema['$ref']);
  const isAlone = Object.keys(schema).every(
    (key) => key === '$ref' || key === 'title' || key === 'description' || NOTES.has(key),
  );
  return isAlone && /^#(?:\/(?:\$defs|definitions)\/[^/]+)?$/.test(ref) && !!resolveRef(root, ref);
}

/** A property that may be left out is expressible only where null says the same. */
function hasGoodProperties({ properties, required }: JsonSchema, root: JsonSchema): boolean {
  if (!isSchema(properties)) return false;
  const needed = new Set(schemasIn(required));
  return Object.entries(properties).every(
    ([name, schema]) =>
      isExpressible(schema, root) && (needed.has(name) || admitsNull(schema, root, new Set())),
  );
}

function areNamed(required: unknown, properties: unknown): boolean {
  return (
    isSchema(properties) &&
    schemasIn(required).every((name) => Object.hasOwn(properties, String(name)))
  );
}

function admitsNull(schema: unknown, root: JsonSchema, seen: Set<unknown>): boolean {
  if (!isSchema(schema) || seen.has(schema)) return false;
  seen.add(schema);
  const { type, enum: values, $ref, anyOf, oneOf } = schema;
  if (typeof $ref === 'string') return admitsNull(resolveRef(root, $ref), root, seen);
  if (type !== undefined && ![type].flat().includes('null')) return false;
  if ('const' in schema && schema['const'] !== null) return false;
  if (values !== undefined && !schemasIn(values).includes(null)) return false;
  const branches = anyOf ?? oneOf;
  return branches === undefined || schemasIn(branches).some((one) => admitsNull(one, root, seen));
}

/** An expressible schema in strict form. */
function converted(schema: JsonSchema): JsonSchema {
  if (schema['$ref'] !== undefined) return { $ref: schema['$ref'] };
  const strict: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (!NOTES.has(keyword)) strict[keyword === 'oneOf' ? 'anyOf' : keyword] = part(keyword, value);
  }
  if (isSchema(schema['properties'])) {
    strict['required'] = Object.keys(schema['properties']);
    strict['additionalProperties'] = false;
  }
  return strict;
}

function part(keyword: string, value: unknown): unknown {
  if (keyword === 'items') return converted(value as JsonSchema);
  if (keyword === 'anyOf' || keyword === 'oneOf') {
    return (value as readonly JsonSchema[]).map(converted);
  }
  if (keyword !== 'properties' && keyword !== '$defs' && keyword !== 'definitions') return value;
  const entries = Object.entries(value as Readonly<Record<string, JsonSchema>>);
  return Object.fromEntries(entries.map(([name, schema]) => [name, converted(schema)]));
}
