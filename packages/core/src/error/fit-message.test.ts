import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitMessage, LONGEST_MESSAGE } from './fit-message.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `model-${at}`);

it('E7 says everything where there is room', () => {
  const message = fitMessage({ head: 'Known: ', list: ['fast', 'deep'], advice: '. Name one.' });
  expect(message).toBe('Known: fast, deep. Name one.');
});

it('E7 shortens the list by its end and says how many it leaves out, and keeps the advice', () => {
  const message = fitMessage({ head: 'Tried: ', list: names(99), advice: '. Run scillm doctor.' });
  expect(message).toMatch(
    /^Tried: model-0, model-1, .*model-\d+ and \d+ more\. Run scillm doctor\.$/,
  );
  const [, last, rest] = /model-(\d+) and (\d+) more/.exec(message) ?? [];
  expect(Number(last) + 1 + Number(rest)).toBe(99);
  expect(message.length).toBeGreaterThan(LONGEST_MESSAGE - 12);
});

it('E7 clips the one thing that is too long by itself', () => {
  const list = ['x'.repeat(400), 'y'];
  const message = fitMessage({ head: 'Tried: ', list, separator: '; ', advice: '. Stop.' });
  expect(message).toMatch(/^Tried: x+… and 1 more\. Stop\.$/);
  expect(message).toHaveLength(LONGEST_MESSAGE);
});

it('E7 keeps the advice and the length whatever the rest is', () => {
  const text = fc.string({ maxLength: 400 });
  const parts = fc.record({
    head: text,
    list: fc.array(text, { maxLength: 12 }),
    separator: fc.constantFrom(', ', '; '),
    advice: fc.string({ maxLength: 200 }),
  });
  fc.assert(
    fc.property(parts, (given) => {
      const message = fitMessage(given);
      expect(message.length).toBeLessThanOrEqual(LONGEST_MESSAGE);
      expect(message.endsWith(given.advice)).toBe(true);
    }),
    { numRuns: isLong ? 10_000 : 500 },
  );
});
