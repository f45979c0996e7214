import { ChatError } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import type { Checked } from './checked.ts';
import { type AnySchema, compileSchema } from './compile-schema.ts';
import type { JsonSchema } from './compiled-schema.ts';

function errorsOf(checked: Checked | Promise<Checked>): readonly string[] {
  if (checked instanceof Promise) throw new Error('Expected to be told at once.');
  return checked.isValid ? [] : checked.errors;
}

function failureOf(schema: unknown): ChatError {
  try {
    compileSchema(schema as AnySchema);
  } catch (error) {
    if (ChatError.is(error)) return error;
    throw error;
  }
  throw new Error('Nothing failed.');
}

const item: JsonSchema = {
  type: 'object',
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        properties: { price: { type: 'number' }, 'a b': { type: ['string', 'null'] } },
        required: ['price'],
      },
    },
    kind: { enum: ['x', 'y'] },
    when: { type: 'string', format: 'date' },
  },
  additionalProperties: false,
};

describe('J9 a JSON Schema', () => {
  it('says what is wrong and where, one line each', () => {
    const { check } = compileSchema(item);
    const value = { items: [{ price: 'x' }, { 'a b': 1 }], kind: 'z', when: '2026-02-30', more: 1 };
    expect([...errorsOf(check(value))].sort()).toEqual([
      'items[0].price: expected number, got string',
      'items[1].price: is missing',
      'items[1]["a b"]: expected string or null, got number',
      'kind: must be one of "x", "y"',
      'more: is not a known property',
      'when: must match format "date"',
    ]);
    expect(errorsOf(check([]))).toEqual(['expected object, got array']);
    expect(check({ items: [] })).toEqual({ isValid: true, value: { items: [] } });
  });

  it('says ten faults at most, and one of a value that is too large to be looked through', () => {
    const { check } = compileSchema({ type: 'array', items: { type: 'string' } });
    expect(errorsOf(check(Array(5000).fill(1)))).toHaveLength(10);
    expect(errorsOf(check(Array(2_000_000).fill(1)))).toEqual(['[0]: expected string, got number']);
  });

  it('does not overflow where the value is nested without end', () => {
    const { check } = compileSchema({ type: 'array', items: { $ref: '#' } });
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(errorsOf(check(deep))).toEqual(['is nested too deeply']);
  });

  it.each([
    ['2020-12 by default', undefined, false],
    ['2020-12', 'https://json-schema.org/draft/2020-12/schema', false],
    ['draft 07', 'http://json-schema.org/draft-07/schema#', true],
    ['draft 07 without its mark', 'https://json-schema.org/draft-07/schema', true],
  ])('is read as %s', (_, $schema, isOld) => {
    const dialect = $schema === undefined ? {} : { $schema };
    const { check } = compileSchema({
      ...dialect,
      type: 'array',
      prefixItems: [{ type: 'string' }],
      additionalItems: false,
    });
    expect(errorsOf(check([1]))).toEqual(isOld ? [] : ['[0]: expected string, got number']);
  });

  it.each([
    ['a draft of long ago', { $schema: 'http://json-schema.org/draft-04/schema#' }],
    ['an unknown type', { type: 'strin' }],
    ['a shorthand', { type: 'object', properties: { a: 'string' } }],
    ['a reference to nothing', { $ref: '#/$defs/no' }],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema' }],
    ['a bad pattern', { type: 'string', pattern: '(' }],
    ['a schema that validates later', { $async: true, type: 'object' }],
    ['a list', [{ type: 'string' }]],
    ['a word', 'object'],
    ['null', null],
  ])('throws invalid_config for %s', (_, schema) => {
    const error = failureOf(schema);
    expect(error.code).toBe('invalid_config');
    expect(error.message.length).toBeLessThanOrEqual(300);
  });

  it('throws invalid_config for a schema that holds itself', () => {
    const own: Record<string, unknown> = { type: 'object' };
    own['properties'] = { own };
    expect(failureOf(own).code).toBe('invalid_config');
  });

  it('checks the formats that models get wrong, and no others', () => {
    const accepts = (format: string, text: string): boolean =>
      errorsOf(compileSchema({ type: 'string', format }).check(text)).length === 0;
    expect(accepts('date', '2024-02-29')).toBe(true);
    expect(accepts('date', '2023-02-29')).toBe(false);
    expect(accepts('date-time', '2024-02-29T10:00:00Z')).toBe(true);
    expect(accepts('date-time', '2024-02-29 10:00')).toBe(false);
    expect(accepts('time', '23:59:60+02:00')).toBe(true);
    expect(accepts('email', 'a@b.org')).toBe(true);
    expect(accepts('email', 'a at b')).toBe(false);
    expect(accepts('uri', 'https://example.com/a')).toBe(true);
    expect(accepts('uri', 'example')).toBe(false);
    expect(accepts('uuid', '123e4567-e89b-42d3-a456-426614174000')).toBe(true);
    expect(accepts('uuid', '123e4567')).toBe(false);
    expect(accepts('hostname', '???')).toBe(true);
  });
});
