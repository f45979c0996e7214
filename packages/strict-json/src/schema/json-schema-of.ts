import { createRequire } from 'node:module';
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import type { JsonSchema } from './compiled-schema.ts';

type MaybeConvertible = StandardSchemaV1.Props & Partial<StandardJSONSchemaV1.Props>;

/** Dates and the like are shown as any value: they are still validated in full. */
const LENIENT = { unrepresentable: 'any' };

/**
 * The JSON Schema of what a Standard Schema takes in: by its own converter, else by zod where the
 * schema is zod's and zod can be loaded. `undefined` where there is none.
 */
export function jsonSchemaOf(schema: StandardSchemaV1): JsonSchema | undefined {
  const standard: MaybeConvertible = schema['~standard'];
  const isZod = standard.vendor === 'zod';
  try {
    if (standard.jsonSchema !== undefined) {
      const target = 'draft-2020-12';
      const options = isZod ? { target, libraryOptions: LENIENT } : { target };
      return bare(standard.jsonSchema.input(options));
    }
    return isZod ? bare(byZod(schema)) : undefined;
  } catch {
    // No zod to be found, or a schema that JSON Schema cannot say: it validates all the same.
    return undefined;
  }
}

const load = createRequire(import.meta.url);

/** zod/mini and older versions of zod convert by a function only. zod is the caller's, not ours. */
function byZod(schema: StandardSchemaV1): object {
  const zod: typeof import('zod') = load('zod');
  return zod.toJSONSchema(schema as unknown as Parameters<typeof zod.toJSONSchema>[0], {
    io: 'input',
    unrepresentable: 'any',
  });
}

/** Without the dialect, which is the default one. */
function bare(schema: object): JsonSchema {
  const { $schema: _, ...rest } = schema as JsonSchema;
  return rest;
}
