import { describe, expect, it } from 'vitest';
import { characters } from './__fixtures__/characters.ts';
import { checks } from './__fixtures__/checks.ts';
import { cuts } from './__fixtures__/cuts.ts';
import { fences } from './__fixtures__/fences.ts';
import type { JsonCase } from './__fixtures__/json-case.ts';
import { marks } from './__fixtures__/marks.ts';
import { prose } from './__fixtures__/prose.ts';
import { quotes } from './__fixtures__/quotes.ts';
import { reasoning } from './__fixtures__/reasoning.ts';
import { shapes } from './__fixtures__/shapes.ts';
import { valid } from './__fixtures__/valid.ts';
import { words } from './__fixtures__/words.ts';
import { readJson } from './read-json.ts';

const tables: readonly [string, readonly JsonCase[]][] = [
  ['J1 valid', valid],
  ['J2 fences', fences],
  ['J2 prose', prose],
  ['J2 reasoning', reasoning],
  ['J3 quotes', quotes],
  ['J3 words', words],
  ['J3 marks', marks],
  ['J3 characters', characters],
  ['J4 cuts', cuts],
  ['J5 J6 shapes and keys', shapes],
];

function read({ text, asks = 'object', rules = {} }: JsonCase) {
  return readJson(text, { check: checks[asks], finishReason: 'stop', ...rules });
}

describe.each(tables)('%s', (_, cases) => {
  it.each(cases)('$about: $text', async (row) => {
    const reading = await read(row);
    if ('refused' in row) {
      expect(reading).toMatchObject({ kind: 'refused', reason: row.refused });
      expect(reading.kind === 'refused' && reading.errors.every((line) => line !== '')).toBe(true);
      expect(reading.kind === 'refused' && reading.errors.length).toBeGreaterThan(0);
      return;
    }
    const { value, repairs = [], at, isPartial = false } = row;
    expect(reading).toMatchObject({ kind: 'value', isPartial });
    if (reading.kind !== 'value') return;
    expect(reading.value).toEqual(value);
    expect(reading.repairs.map(({ op }) => op)).toEqual(repairs);
    if (at !== undefined) expect(reading.repairs.map((repair) => repair.at)).toEqual(at);
  });
});

it('has at least 300 cases', () => {
  expect(tables.flatMap(([, cases]) => cases).length).toBeGreaterThanOrEqual(300);
});
