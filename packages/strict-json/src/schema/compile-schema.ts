import { ChatError } from '@scillm/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { coerceTo } from './coerce-to.ts';
import { compileStandard } from './compile-standard.ts';
import { compileValidator } from './compile-validator.ts';
import type { CompiledSchema, JsonSchema } from './compiled-schema.ts';
import { jsonSchemaOf } from './json-schema-of.ts';
import { strictSchemaOf } from './strict-schema-of.ts';

/** What a caller may give as a schema. */
export type AnySchema = StandardSchemaV1 | JsonSchema;

const compiled = new WeakMap<object, CompiledSchema>();

const ANYTHING: CompiledSchema = ready(undefined, (value) => ({ isValid: true, value }));

/**
 * Makes a schema ready to validate, to show and to send; without one, any JSON value is valid. The
 * same object is compiled once. Throws `invalid_config` for what is no schema.
 */
export function compileSchema(schema: AnySchema | undefined): CompiledSchema {
  if (schema === undefined) return ANYTHING;
  if (schema === null || (typeof schema !== 'object' && typeof schema !== 'function')) {
    throw noSchema();
  }
  const known = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, known);
  return known;
}

function compile(schema: AnySchema): CompiledSchema {
  if (isStandard(schema)) return ready(jsonSchemaOf(schema), compileStandard(schema));
  if (typeof schema !== 'object' || Array.isArray(schema)) throw noSchema();
  return ready(schema, compileValidator(schema));
}

/** Some libraries' schemas are functions. */
function isStandard(schema: AnySchema): schema is StandardSchemaV1 {
  return '~standard' in schema;
}

function ready(jsonSchema: JsonSchema | undefined, check: CompiledSchema['check']): CompiledSchema {
  return {
    name: nameOf(jsonSchema),
    jsonSchema,
    strictSchema: jsonSchema === undefined ? undefined : strictSchemaOf(jsonSchema),
    check,
    coerce: (value) =>
      jsonSchema === undefined ? { value, count: 0 } : coerceTo(jsonSchema, value),
  };
}

const LONGEST_NAME = 64;

/** The schema's title as a name, else `answer`. */
function nameOf(schema: JsonSchema | undefined): string {
  const title = schema?.['title'];
  const name = typeof title === 'string' ? title.replace(/[^A-Za-z0-9_-]+/g, '_') : '';
  return /[A-Za-z0-9]/.test(name) ? name.slice(0, LONGEST_NAME) : 'answer';
}

function noSchema(): ChatError {
  return new ChatError(
    'invalid_config',
    'The schema is neither a Standard Schema nor a JSON Schema object. Pass one of them, or none.',
  );
}
