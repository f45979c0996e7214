import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coerceTo } from './coerce-to.ts';
import type { JsonSchema } from './compiled-schema.ts';

const number = { type: 'number' } as const;

describe('coerce', () => {
  it.each<[string, JsonSchema, unknown, unknown]>([
    ['a number', number, ' -7.5e1 ', -75],
    ['an integer', { type: 'integer' }, '7', 7],
    ['a boolean', { type: 'boolean' }, 'true', true],
    ['one of several numbers', { enum: [1, 2] }, '2', 2],
    ['a number or null', { type: ['number', 'null'] }, '7', 7],
    ['a number by choice', { anyOf: [number, { type: 'null' }] }, '7', 7],
    ['an item', { type: 'array', items: number }, ['1', 2], [1, 2]],
    ['an item by its place', { prefixItems: [{ type: 'string' }, number] }, ['1', '2'], ['1', 2]],
    ['a place of draft 07', { items: [number], additionalItems: number }, ['1', '2'], [1, 2]],
    ['a property', { properties: { a: number } }, { a: '1', b: '2' }, { a: 1, b: '2' }],
    ['any property', { additionalProperties: number }, { a: '1' }, { a: 1 }],
    [
      'a property of one of several objects',
      { anyOf: [{ properties: { a: number } }, { properties: { b: { type: 'boolean' } } }] },
      { a: '1', b: 'false' },
      { a: 1, b: false },
    ],
    [
      'what is behind references',
      { $defs: { n: number }, properties: { a: { $ref: '#/$defs/n' }, own: { $ref: '#' } } },
      { a: '1', own: { own: { a: '2' } } },
      { a: 1, own: { own: { a: 2 } } },
    ],
  ])('turns text into %s', (_, schema, value, expected) => {
    expect(coerceTo(schema, value).value).toEqual(expected);
  });

  it.each<[string, JsonSchema, unknown]>([
    ['where text is taken', { type: ['string', 'number'] }, '7'],
    ['where one of the choices is text', { anyOf: [number, { type: 'string' }] }, '7'],
    ['where anything is taken', {}, '7'],
    [
      'where a key has a schema for text',
      { anyOf: [{ properties: { a: number } }, { properties: { a: {} } }] },
      { a: '7' },
    ],
    ['of no number', number, '7 apples'],
    ['of hex', number, '0x10'],
    ['of nothing', number, ''],
    ['of half an integer', { type: 'integer' }, '7.5'],
    ['that would lose digits', number, '9007199254740993'],
    ['that is too large', number, '1e999'],
    ['that only looks like a boolean', { type: 'boolean' }, 'yes'],
    [
      'under a pattern',
      { patternProperties: { a: number }, additionalProperties: number },
      { a: '7' },
    ],
    ['behind a reference to nothing', { $ref: '#/$defs/no' }, '7'],
    ['at a key of all objects', { properties: {} }, { constructor: '7' }],
  ])('leaves text %s', (_, schema, value) => {
    expect(coerceTo(schema, value)).toEqual({ value, count: 0 });
  });

  it('counts, copies only what it changes and never touches what it was given', () => {
    const schema: JsonSchema = { properties: { a: { items: number }, b: { items: number } } };
    const value = { a: ['1', '2', 3], b: [4] };
    const before = structuredClone(value);
    const turned = coerceTo(schema, value);
    expect(turned).toEqual({ value: { a: [1, 2, 3], b: [4] }, count: 2 });
    expect(value).toEqual(before);
    expect((turned.value as typeof value).b).toBe(value.b);
  });

  it('changes nothing in values without text, whatever the schema', () => {
    const values = fc
      .jsonValue({ maxDepth: 4 })
      .filter((value) => !JSON.stringify(value).includes('"'));
    const loop: JsonSchema = {
      items: { $ref: '#' },
      additionalProperties: { $ref: '#' },
      ...number,
    };
    fc.assert(
      fc.property(values, (value) => coerceTo(loop, value).value === value),
      { numRuns: 300 },
    );
  });

  it('ends on schemas that refer to themselves and values without end', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}"7"${']'.repeat(50_000)}`);
    expect(coerceTo({ type: 'array', items: { $ref: '#' } }, deep).count).toBe(0);
    expect(coerceTo({ $ref: '#' }, '7').count).toBe(0);
  });
});
