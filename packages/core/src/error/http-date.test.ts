import { expect, it } from 'vitest';
import { parseHttpDate } from './http-date.ts';

it.each([
  ['Sun, 22 Nov 2026 10:00:03 GMT', '2026-11-22T10:00:03Z'],
  ['Sunday, 22-Nov-26 10:00:03 GMT', '2026-11-22T10:00:03Z'],
  ['Sun Nov 22 10:00:03 2026', '2026-11-22T10:00:03Z'],
  ['Sun Nov  1 10:00:03 2026', '2026-11-01T10:00:03Z'],
  ['2026-11-22T10:00:03Z', '2026-11-22T10:00:03Z'],
  ['2026-11-22T10:00:03.250Z', '2026-11-22T10:00:03.250Z'],
  ['2026-11-22T11:00:03+01:00', '2026-11-22T10:00:03Z'],
])('reads %s', (text, iso) => {
  expect(parseHttpDate(text)).toBe(Date.parse(iso));
});

it.each([
  '',
  'soon',
  '2026',
  '2026-11-22',
  '2026-11-22T10:00:03',
  '2026-13-22T10:00:03Z',
  'Sun, 22 Foo 2026 10:00:03 GMT',
  'Sun, 22 Nov 2026 25:00:03 GMT',
  'Sun, 22 Nov 2026 10:00:03 PST',
])('refuses "%s"', (text) => {
  expect(parseHttpDate(text)).toBeUndefined();
});
