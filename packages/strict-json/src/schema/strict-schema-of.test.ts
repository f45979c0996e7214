import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { compileSchema } from './compile-schema.ts';
import type { JsonSchema } from './compiled-schema.ts';
import { strictSchemaOf } from './strict-schema-of.ts';

const text = { type: 'string' } as const;
const object = (properties: object, rest: object = {}): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  ...rest,
});

describe('J9 what strict mode can express', () => {
  it('is closed and whole at every depth, without what only readers need', () => {
    const schema: JsonSchema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Order',
      ...object({
        items: {
          type: 'array',
          items: object({ name: { ...text, examples: ['x'] } }),
          minItems: 1,
        },
        place: { oneOf: [{ $ref: '#/$defs/place' }, { type: 'null' }] },
      }),
      $defs: {
        place: object({ city: text, inside: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }),
      },
    };
    const closed = (properties: object) => ({ ...object(properties), additionalProperties: false });
    expect(strictSchemaOf(schema)).toEqual({
      title: 'Order',
      ...closed({
        items: { type: 'array', items: closed({ name: text }), minItems: 1 },
        place: { anyOf: [{ $ref: '#/$defs/place' }, { type: 'null' }] },
      }),
      $defs: {
        place: closed({ city: text, inside: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }),
      },
    });
  });

  it('requires an optional property that may be null', () => {
    const { strictSchema } = compileSchema(z.object({ a: z.string().nullish(), b: z.number() }));
    expect(strictSchema).toMatchObject({ required: ['a', 'b'], additionalProperties: false });
  });

  it('leaves the schema itself as it was', () => {
    const schema = object({ a: object({ b: text }, { required: ['b'] }) });
    const before = structuredClone(schema);
    strictSchemaOf(schema);
    expect(schema).toEqual(before);
  });
});

describe('J9 what it cannot express', () => {
  it.each<[string, JsonSchema]>([
    ['an optional property that may not be null', object({ a: text }, { required: [] })],
    ['a root that is no object', { type: 'array', items: text }],
    ['a choice at the root', { type: 'object', anyOf: [object({ a: text })] }],
    ['a root that refers', { $ref: '#/$defs/a', $defs: { a: object({ a: text }) } }],
    ['free keys', object({ a: { type: 'object', additionalProperties: text } })],
    ['further keys', object({ a: text }, { additionalProperties: true })],
    ['an object of unknown properties', object({ a: { type: 'object' } })],
    ['a list of unknown items', object({ a: { type: 'array' } })],
    ['a tuple', object({ a: { type: 'array', prefixItems: [text], items: false } })],
    ['a length of text', object({ a: { type: 'string', minLength: 1 } })],
    ['a format it does not know', object({ a: { type: 'string', format: 'uri' } })],
    ['any value', object({ a: {} })],
    ['true', object({ a: true })],
    ['a condition', object({ a: text }, { if: { required: ['a'] } })],
    ['all of several', object({ a: { allOf: [text] } })],
    ['a required property that is not described', object({ a: text }, { required: ['a', 'b'] })],
    [
      'a reference with more beside it',
      {
        ...object({ a: { $ref: '#/$defs/a', minimum: 1 } }),
        $defs: { a: { type: 'number' } },
      },
    ],
    ['a reference into the middle', object({ a: text, b: { $ref: '#/properties/a' } })],
    ['something of it in a definition', { ...object({ a: text }), $defs: { b: { not: {} } } }],
  ])('%s', (_, schema) => {
    expect(strictSchemaOf(schema)).toBeUndefined();
  });

  it('an optional one whose null is only in part of it', () => {
    const optional = (schema: object) => strictSchemaOf(object({ a: schema }, { required: [] }));
    expect(optional({ type: ['string', 'null'], enum: ['x'] })).toBeUndefined();
    expect(optional({ anyOf: [text, { type: 'number' }] })).toBeUndefined();
    expect(optional({ const: null })).toBeDefined();
  });
});
