import type { StandardSchemaV1 } from '@standard-schema/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import type { Checked } from './checked.ts';
import { compileSchema } from './compile-schema.ts';

function errorsOf(checked: Checked | Promise<Checked>): readonly string[] {
  if (checked instanceof Promise) throw new Error('Expected to be told at once.');
  return checked.isValid ? [] : checked.errors;
}

/** A Standard Schema of a library that has no JSON Schema, validated by hand. */
function plain(answer: (value: unknown) => unknown): StandardSchemaV1<unknown, number> {
  const validate = answer as StandardSchemaV1.Props<unknown, number>['validate'];
  return { '~standard': { version: 1, vendor: 'own', validate } };
}

describe('J9 a schema', () => {
  it('J9 is compiled once per object', () => {
    const text = { type: 'string' };
    const compiled = compileSchema(text);
    expect(compileSchema(text)).toBe(compiled);
    expect(compileSchema({ ...text })).not.toBe(compiled);
    const own = z.object({ a: z.string() });
    expect(compileSchema(own)).toBe(compileSchema(own));
    expect(compileSchema(undefined)).toBe(compileSchema(undefined));
  });

  it('J9 takes any value where there is none', () => {
    const { check, coerce, jsonSchema, strictSchema, name } = compileSchema(undefined);
    expect(check([1])).toEqual({ isValid: true, value: [1] });
    expect(coerce('7')).toEqual({ value: '7', count: 0 });
    expect([jsonSchema, strictSchema, name]).toEqual([undefined, undefined, 'answer']);
  });

  it.each([
    ['Weather in a city!', 'Weather_in_a_city_'],
    ['', 'answer'],
    ['天気', 'answer'],
    ['x'.repeat(80), 'x'.repeat(64)],
  ])('names itself %j as %s', (title, name) => {
    expect(compileSchema({ title, type: 'object' }).name).toBe(name);
  });
});

describe('J9 a Standard Schema', () => {
  const order = z.object({
    id: z.string().transform((text) => text.length),
    note: z.string().optional(),
    count: z.number().default(1),
  });

  it('gives the value that the schema makes', () => {
    expect(compileSchema(order).check({ id: 'abc' })).toEqual({
      isValid: true,
      value: { id: 3, count: 1 },
    });
  });

  it('says what is wrong by path and message', () => {
    const lines = errorsOf(compileSchema(z.object({ a: z.array(order) })).check({ a: [{}, 1] }));
    expect(lines.map((line) => line.split(':')[0])).toEqual(['a[0].id', 'a[1]']);
  });

  it('shows what it takes in, not what it makes', () => {
    expect(compileSchema(order).jsonSchema).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string' },
        note: { type: 'string' },
        count: { type: 'number', default: 1 },
      },
      required: ['id'],
    });
  });

  it('shows dates as any value', () => {
    expect(compileSchema(z.object({ d: z.coerce.date() })).jsonSchema).toEqual({
      type: 'object',
      properties: { d: {} },
      required: ['d'],
    });
  });

  it('converts schemas of zod/mini, which cannot do it themselves', () => {
    const { jsonSchema, strictSchema } = compileSchema(mini.object({ a: mini.string() }));
    expect(jsonSchema).toEqual({
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
    });
    expect(strictSchema).toBeDefined();
  });

  it('validates in full where nothing can be shown', async () => {
    const isTen = (value: unknown) =>
      value === 10 ? { value } : { issues: [{ message: 'not ten', path: [{ key: 'a' }, 0] }] };
    const { check, jsonSchema, strictSchema } = compileSchema(plain(isTen));
    expect([jsonSchema, strictSchema]).toEqual([undefined, undefined]);
    expect(check(10)).toEqual({ isValid: true, value: 10 });
    expect(check(9)).toEqual({ isValid: false, errors: ['a[0]: not ten'] });
    const later = compileSchema(plain(async (value) => isTen(value)));
    expect(await later.check(9)).toEqual({ isValid: false, errors: ['a[0]: not ten'] });
  });

  it('takes schemas that are functions', () => {
    const schema = Object.assign(
      () => undefined,
      plain((value) => ({ value })),
    );
    expect(compileSchema(schema).check(1)).toEqual({ isValid: true, value: 1 });
  });

  it('C8 throws invalid_config, with the cause, where the schema throws', async () => {
    const cause = new Error('oops');
    const thrown = compileSchema(
      plain(() => {
        throw cause;
      }),
    );
    expect(() => thrown.check(1)).toThrow(
      expect.objectContaining({ code: 'invalid_config', cause }),
    );
    const rejected = compileSchema(plain(() => Promise.reject(cause)));
    await expect(rejected.check(1)).rejects.toMatchObject({ code: 'invalid_config', cause });
  });

  it('accepts exactly what its JSON Schema accepts', () => {
    const schema = z.object({
      a: z.number(),
      b: z.union([z.boolean(), z.null()]),
      c: z.array(z.string()),
    });
    const { check, jsonSchema } = compileSchema(schema);
    const twin = compileSchema(jsonSchema ?? {});
    const values = fc.record(
      {
        a: fc.oneof(fc.integer(), fc.string()),
        b: fc.constantFrom(true, null, 1),
        c: fc.array(fc.oneof(fc.string(), fc.constant(0)), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(values, (value) => {
        expect(errorsOf(twin.check(value)).length === 0).toBe(errorsOf(check(value)).length === 0);
      }),
      { numRuns: 200 },
    );
  });
});
