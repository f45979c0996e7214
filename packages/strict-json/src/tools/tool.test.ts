import { createContext, readSettings } from '@scillm/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { type ToolOptions, type ToolSchema, tool } from './tool.ts';

const City = z.object({ city: z.string().describe('Name of the city.'), days: z.int().optional() });
const CITY = {
  type: 'object',
  properties: { city: { type: 'string', description: 'Name of the city.' }, days: {} },
  required: ['city'],
};

it('offers a zod schema as JSON Schema, in the shape of the wire', async () => {
  const weather = await tool({ name: 'weather', description: 'Tells it.', parameters: City });
  expect(weather.definition).toMatchObject({
    type: 'function',
    function: { name: 'weather', description: 'Tells it.', parameters: { type: 'object' } },
  });
  expect(weather.definition.function.parameters).toMatchObject({
    properties: { city: { type: 'string', description: 'Name of the city.' } },
    required: ['city'],
  });
  expect(weather.definition.function).not.toHaveProperty('strict');
});

it('offers a JSON Schema as it is', async () => {
  const weather = await tool({ name: 'weather', parameters: CITY });
  expect(weather.definition.function.parameters).toEqual(CITY);
  expect(weather).not.toHaveProperty('execute');
});

it('without parameters takes none', async () => {
  const now = await tool({ name: 'now', execute: () => 12 });
  expect(now.definition.function.parameters).toEqual({
    type: 'object',
    properties: {},
    additionalProperties: false,
  });
  expect(await now.check({})).toEqual({ isValid: true, value: {} });
  expect((await now.check({ a: 1 })).isValid).toBe(false);
});

it('checks arguments by the schema, and gives what the schema makes of them', async () => {
  const Date_ = z.object({
    day: z.string().transform((day) => day.length),
    zone: z.string().default('UTC'),
  });
  const { check } = await tool({ name: 'at', parameters: Date_ });
  expect(await check({ day: 'Monday' })).toEqual({ isValid: true, value: { day: 6, zone: 'UTC' } });
  expect(await check({ day: 1 })).toMatchObject({
    isValid: false,
    errors: [expect.stringMatching(/^day: /)],
  });
});

it('does the work', async () => {
  const sum = await tool({
    name: 'sum',
    parameters: z.object({ a: z.number(), b: z.number() }),
    execute: ({ a, b }) => a + b,
  });
  const context = createContext({}, { settings: readSettings({}) });
  expect(await sum.execute?.({ a: 1, b: 2 }, context)).toBe(3);
});

it('takes the strict form where there is one', async () => {
  const parameters = z.object({ city: z.string() });
  const { definition } = await tool({ name: 'weather', parameters, strict: true });
  expect(definition.function).toMatchObject({
    strict: true,
    parameters: { required: ['city'], additionalProperties: false },
  });
});

it('refuses what no backend takes', async () => {
  const make = (options: Partial<ToolOptions<string, ToolSchema, unknown>>) =>
    tool({ name: 'f', ...options });
  const wrong = [
    [{ name: '' }, /Tool "" is no name/],
    [{ name: 'a b' }, /Use 1 to 64 letters/],
    [{ name: 'x'.repeat(65) }, /is no name/],
    [{ parameters: z.string() }, /are no object/],
    [
      { parameters: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]) },
      /no object/,
    ],
    [{ parameters: City, strict: true }, /strict mode cannot express/],
    [{ parameters: { type: 'nothing' } }, /JSON Schema is wrong/],
  ] as const;
  for (const [options, message] of wrong) {
    await expect(make(options)).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(message),
    });
  }
});

it('refuses a schema that cannot be shown to a model', async () => {
  const hidden = {
    '~standard': { version: 1, vendor: 'mine', validate: (value: unknown) => ({ value }) },
  } as const;
  await expect(tool({ name: 'f', parameters: hidden })).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(/cannot be written as JSON Schema/),
  });
});
