import { expect, it } from 'vitest';
import { duration, flag, integer, words } from './parsers.ts';

it.each(['1', 'true', 't', 'yes', 'y', 'on', 'TRUE', 'Yes', 'oN'])(
  'N5 takes %s for true',
  (text) => {
    expect(flag(text)).toBe(true);
  },
);

it.each(['0', 'false', 'f', 'no', 'n', 'off', 'FALSE', 'No', 'oFF'])(
  'N5 takes %s for false',
  (text) => {
    expect(flag(text)).toBe(false);
  },
);

it.each(['', '2', 'ja', 'enabled', 'constructor'])('N5 refuses "%s"', (text) => {
  expect(flag(text)).toBeUndefined();
});

it.each([
  ['45', 45_000],
  ['0', 0],
  ['0.5', 500],
  ['250ms', 250],
  ['30s', 30_000],
  ['2m', 120_000],
  ['1.5h', 5_400_000],
  ['2 M', 120_000],
  ['250 MS', 250],
])('N6 reads %s as %i ms', (text, ms) => {
  expect(duration(text)).toBe(ms);
});

it.each([
  '',
  'fast',
  '-1',
  '+1',
  '1e3',
  '.5',
  '5.',
  '1,5',
  '2d',
  '1m30s',
  'Infinity',
  'NaN',
  '0x10',
  '9'.repeat(400),
])('N6 reads no time from "%s"', (text) => {
  expect(duration(text)).toBeUndefined();
});

it('reads whole numbers within bounds', () => {
  const parse = integer(1, 20);
  expect(['1', '20', '007'].map(parse)).toEqual([1, 20, 7]);
  expect(['0', '21', '-1', '1.5', '1e1', '', 'x', ' 1'].map(parse)).toEqual(
    Array.from({ length: 8 }, () => undefined),
  );
});

it('takes words as they are', () => {
  expect(words('chutes/text')).toBe('chutes/text');
});
