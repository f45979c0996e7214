import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedSchema } from '../../test/schema-arbitrary.ts';
import { createSeeded } from '../answers/seeded.ts';
import { conforms } from './conforms.ts';
import { generateValue } from './generate-value.ts';

const RUNS = { numRuns: 400, seed: 1 };
const none = (): null => null;

/** Values for a schema from a number of seeds. */
function values(schema: unknown, count = 30): readonly unknown[] {
  return Array.from({ length: count }, (_, seed) =>
    generateValue(schema, createSeeded('test', seed), none),
  );
}

describe('generateValue', () => {
  it('makes a value that validates for every schema', () => {
    fc.assert(
      fc.property(checkedSchema, fc.nat(), ({ schema, check }, seed) => {
        const value = generateValue(schema, createSeeded(seed), none);
        expect(check(JSON.parse(JSON.stringify(value)))).toBe(true);
        expect(conforms(value, schema)).toBe(true);
      }),
      RUNS,
    );
  });

  it('makes equal values for equal seeds, and other ones for others', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'integer' }, b: { type: 'string' } },
    };
    expect(values(schema)).toEqual(values(schema));
    expect(new Set(values(schema).map((value) => JSON.stringify(value))).size).toBeGreaterThan(20);
  });

  it('follows local references, recursive ones to an end', () => {
    const schema = {
      $defs: {
        node: {
          type: 'object',
          properties: {
            name: { type: 'string', minLength: 1 },
            children: { type: 'array', items: { $ref: '#/$defs/node' } },
            next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] },
          },
          required: ['name', 'children', 'next'],
          additionalProperties: false,
        },
      },
      $ref: '#/$defs/node',
    };
    for (const value of values(schema)) {
      expect(conforms(value, schema)).toBe(true);
      expect(JSON.stringify(value).length).toBeLessThan(200_000);
    }
  });

  it('joins allOf, and picks one branch of oneOf that is the only one', () => {
    const both = {
      allOf: [
        { type: 'object', properties: { a: { type: 'integer', minimum: 3 } }, required: ['a'] },
        { properties: { a: { maximum: 5 }, b: { const: 'x' } }, required: ['b'] },
      ],
    };
    for (const value of values(both)) {
      const { a, b } = value as { a: number; b: string };
      expect([3, 4, 5]).toContain(a);
      expect(b).toBe('x');
    }
    const one = {
      oneOf: [
        { type: 'integer', minimum: 0, maximum: 4 },
        { type: 'number', minimum: 0, maximum: 9 },
      ],
    };
    for (const value of values(one)) {
      expect(Number.isInteger(value) && Number(value) <= 4).toBe(false);
    }
  });

  it('keeps uniqueItems, prefixItems, contains and not', () => {
    const one = { enum: [1, 2, 3, 4] };
    const unique = { type: 'array', items: one, minItems: 4, uniqueItems: true };
    const sorted = values(unique).map((value) => [...(value as number[])].sort());
    expect(sorted).toEqual(sorted.map(() => [1, 2, 3, 4]));
    const pair = { prefixItems: [{ const: 'a' }, { type: 'integer' }], items: false, minItems: 2 };
    expect(values(pair)).toEqual(values(pair).map(() => ['a', expect.any(Number)]));
    const contains = { type: 'array', items: { type: 'integer' }, contains: { const: 7 } };
    expect(values(contains).every((value) => (value as number[]).includes(7))).toBe(true);
    const not = { type: 'integer', minimum: 1, maximum: 3, not: { const: 2 } };
    expect(new Set(values(not))).toEqual(new Set([1, 3]));
  });

  it('keeps if, then and else', () => {
    const conditional = JSON.parse(`{
      "type": "object", "properties": { "kind": { "enum": ["a", "b"] } }, "required": ["kind"],
      "if": { "properties": { "kind": { "const": "a" } } },
      "then": { "properties": { "size": { "type": "integer" } }, "required": ["size"] },
      "else": { "properties": { "name": { "type": "string" } }, "required": ["name"] }
    }`);
    const kinds = values(conditional).map((value) => {
      const { kind, size, name } = value as Record<string, unknown>;
      expect(typeof (kind === 'a' ? size : name)).toBe(kind === 'a' ? 'number' : 'string');
      return kind;
    });
    expect(new Set(kinds)).toEqual(new Set(['a', 'b']));
  });

  it('fills maps, counts of properties and names of a pattern', () => {
    const map = { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 3 };
    for (const value of values(map)) {
      expect(Object.values(value as object)).toHaveLength(3);
      expect(Object.values(value as object).every(Number.isInteger)).toBe(true);
    }
    const named = {
      type: 'object',
      patternProperties: { '^x_\\d$': { type: 'boolean' } },
      additionalProperties: false,
      minProperties: 2,
    };
    for (const value of values(named)) {
      for (const [name, member] of Object.entries(value as object)) {
        expect(name).toMatch(/^x_\d$/u);
        expect(typeof member).toBe('boolean');
      }
    }
    const few = {
      type: 'object',
      properties: { a: {}, b: {}, c: {} },
      required: ['c'],
      maxProperties: 2,
    };
    for (const value of values(few)) expect(Object.keys(value as object)).toEqual(['a', 'c']);
  });

  it('keeps a decimal multiple exactly, and the wide and the narrow bounds', () => {
    for (const value of values({ type: 'number', multipleOf: 0.01, minimum: 0.05, maximum: 0.3 })) {
      expect(Number.isInteger(Number(value) / 0.01)).toBe(true);
    }
    expect(values({ type: 'integer', minimum: 5, maximum: 5 }, 1)).toEqual([5]);
    for (const value of values({ type: 'integer', exclusiveMinimum: 1e9 })) {
      expect(value).toBeGreaterThan(1e9);
    }
    expect(values({ type: 'string', maxLength: 0 }, 1)).toEqual(['']);
  });

  it('takes what the text gives, where it fits', () => {
    const given = new Map([
      ['title', 'Dune'],
      ['year', '1965'],
      ['read', 'yes'],
      ['rating', 'eleven'],
      ['tags', 'sand, spice and worms'],
      ['genre', 'SF'],
      ['nested', '{"a": 1}'],
    ]);
    const schema = {
      type: 'object',
      properties: {
        title: { type: 'string' },
        year: { type: 'integer' },
        read: { type: 'boolean' },
        rating: { type: 'integer', minimum: 1, maximum: 5 },
        tags: { type: 'array', items: { type: 'string' } },
        genre: { enum: ['crime', 'sf'] },
        nested: { type: 'object', properties: { a: { type: 'integer' } } },
      },
    };
    const value = generateValue(schema, createSeeded(1), (name) => given.get(name) ?? null);
    expect(value).toMatchObject({
      title: 'Dune',
      year: 1965,
      read: true,
      tags: ['sand', 'spice', 'worms'],
      genre: 'sf',
      nested: { a: 1 },
    });
    expect([1, 2, 3, 4, 5]).toContain((value as Record<string, unknown>)['rating']);
  });

  it('ends for schemas nothing can keep, and for what is no schema', () => {
    const impossible = { type: 'integer', minimum: 2, maximum: 1, not: {} };
    expect(conforms(values(impossible, 1)[0], impossible)).toBe(false);
    for (const schema of [
      true,
      {},
      null,
      7,
      { type: 'what' },
      { $ref: '#/nowhere' },
      { $ref: '#' },
      { pattern: '(' },
      { type: 'object', patternProperties: { '(': {} }, minProperties: 1 },
    ]) {
      expect(() => values(schema, 1)).not.toThrow();
    }
    const wide = {
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: 30 }, (_, index) => [
          `p${index}`,
          { type: 'array', items: { $ref: '#' } },
        ]),
      ),
    };
    expect(JSON.stringify(values(wide, 1)[0]).length).toBeLessThan(1_000_000);
  });

  it('makes `__proto__` a property like any other', () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"const":1}},"required":["__proto__"]}',
    );
    expect(JSON.stringify(values(schema, 1)[0])).toBe('{"__proto__":1}');
  });
});
