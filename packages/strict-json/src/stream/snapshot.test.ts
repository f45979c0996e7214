import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPartialReader } from '../partial/create-partial-reader.ts';
import { snapshot } from './snapshot.ts';

/** What is shown of a text that comes a few characters at a time. */
function shownOf(text: string, size: number): readonly unknown[] {
  const reader = createPartialReader();
  const shown: unknown[] = [];
  for (let at = 0; at < text.length; at += size) {
    reader.push(text.slice(at, at + size));
    const next = snapshot(reader.value, shown.at(-1));
    if (next !== shown.at(-1)) shown.push(next);
  }
  return shown;
}

it('J10 what was shown stays as it was, and only grows', () => {
  expect(shownOf('{"a":["x y",{"b":12}],"7":{"c":"z"}}', 4)).toEqual([
    {},
    { a: ['x'] },
    { a: ['x y'] },
    { a: ['x y', {}] },
    { a: ['x y', { b: 12 }] },
    { a: ['x y', { b: 12 }], 7: {} },
    { a: ['x y', { b: 12 }], 7: { c: '' } },
    { a: ['x y', { b: 12 }], 7: { c: 'z' } },
  ]);
});

it('J10 nothing is shown twice', () => {
  expect(shownOf('[ 1 ,    2   ,   {   }   ]   ', 1)).toEqual([[], [1], [1, 2], [1, 2, {}]]);
});

it('J10 each is what a reader of that much would see, whatever the value', () => {
  const values = fc
    .jsonValue({ maxDepth: 4 })
    .filter((value) => value !== null && typeof value === 'object');
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 9 }), (value, size) => {
      const text = JSON.stringify(value);
      const shown = shownOf(text, size);
      const expected: string[] = [];
      for (let at = size; at < text.length + size; at += size) {
        const reader = createPartialReader();
        reader.push(text.slice(0, at));
        const seen = JSON.stringify(reader.value);
        if (seen !== undefined && seen !== expected.at(-1)) expected.push(seen);
      }
      expect(shown.map((one) => JSON.stringify(one))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

it('shares what is closed, and ends on values nested without end', () => {
  const closed = { big: [1, 2, 3] };
  const live: unknown[] = [closed, 'x'];
  const first = snapshot(live, undefined) as unknown[];
  expect(first[0]).toBe(closed);
  live.push('y');
  expect(first).toHaveLength(2);
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(Array.isArray(snapshot(deep, undefined))).toBe(true);
});
