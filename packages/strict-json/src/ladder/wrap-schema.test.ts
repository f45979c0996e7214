import { describe, expect, it } from 'vitest';
import { compileSchema } from '../schema/compile-schema.ts';
import type { JsonSchema } from '../schema/compiled-schema.ts';
import { takesObject, wrapSchema } from './wrap-schema.ts';

describe('a schema inside an object', () => {
  it('keeps its references', async () => {
    const tree: JsonSchema = {
      type: 'array',
      items: { anyOf: [{ $ref: '#' }, { $ref: '#/$defs/leaf' }] },
      $defs: { leaf: { type: 'string' } },
    };
    const wrapped = compileSchema(wrapSchema(tree));
    const isValid = async (value: unknown) => (await wrapped.check(value)).isValid;
    expect(await isValid({ value: ['a', [['b']]] })).toBe(true);
    expect(await isValid({ value: [1] })).toBe(false);
    expect(await isValid([])).toBe(false);
  });
});

describe('whether a value may be an object', () => {
  it.each<[boolean, JsonSchema]>([
    [true, {}],
    [true, { type: 'object' }],
    [true, { type: ['object', 'null'] }],
    [true, { anyOf: [{ type: 'string' }, { type: 'object' }] }],
    [true, { enum: ['a', {}] }],
    [true, { $ref: '#/$defs/a', $defs: { a: { type: 'object' } } }],
    [true, { $ref: '#' }],
    [false, { type: 'array' }],
    [false, { type: ['string', 'null'] }],
    [false, { const: 1 }],
    [false, { enum: ['a', ['b']] }],
    [false, { oneOf: [{ type: 'string' }, false] }],
    [false, { allOf: [{}, { type: 'string' }] }],
    [false, { $ref: '#/$defs/a', $defs: { a: { type: 'array' } } }],
  ])('%s of %j', (expected, schema) => {
    expect(takesObject(schema)).toBe(expected);
  });
});
