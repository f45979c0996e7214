import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpHeaders } from '../http/http-headers.ts';
import { parseRetryAfter } from './retry-after.ts';

const NOW = 'Sun, 22 Nov 2026 10:00:00 GMT';
const nowMs = Date.parse('2026-11-22T10:00:00Z');
const WEEK_MS = 604_800_000;

function wait(headers: HttpHeaders, isRateLimit = true): number | undefined {
  return parseRetryAfter(headers, { nowMs, isRateLimit });
}

describe('the vectors of 4.1', () => {
  it.each<[string, number | undefined]>([
    ['2', 2000],
    ['0', 0],
    ['0.5', 500],
    ['-1', undefined],
    ['+5', undefined],
    ['abc', undefined],
    ['0x10', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['', undefined],
    ['  ', undefined],
    ['1e3', 1_000_000],
    ['1E3', 1_000_000],
    ['3600', 3_600_000],
    ['Sun, 22 Nov 2026 10:00:03 GMT', 3000],
    ['Sunday, 22-Nov-26 10:00:03 GMT', 3000],
    ['Sun Nov 22 10:00:03 2026', 3000],
    ['2026-11-22T10:00:03Z', 3000],
    ['Sun, 22 Nov 2026 09:59:00 GMT', 0],
  ])('retry-after: "%s"', (value, ms) => {
    expect(wait({ 'retry-after': value })).toBe(ms);
    expect(wait({ 'retry-after': value }, false)).toBe(ms);
  });

  it.each<[string, HttpHeaders, number | undefined]>([
    [
      'a date is compared with the Date of the answer',
      { 'retry-after': 'Sun, 22 Nov 2026 10:00:03 GMT', date: 'Sun, 22 Nov 2026 10:00:01 GMT' },
      2000,
    ],
    [
      'a Date that does not parse leaves the clock',
      { 'retry-after': 'Sun, 22 Nov 2026 10:00:03 GMT', date: 'yesterday' },
      3000,
    ],
    ['milliseconds come first', { 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    ['bad milliseconds do not count', { 'retry-after-ms': 'x', 'retry-after': '9' }, 9000],
    ['the name of Azure', { 'x-ms-retry-after-ms': '70', 'retry-after': '9' }, 70],
    ['the order of the two', { 'x-ms-retry-after-ms': '70', 'retry-after-ms': '80' }, 80],
    [
      'a spent counter, minutes and seconds',
      { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '6m0s' },
      360_000,
    ],
    [
      'a spent counter, milliseconds',
      { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '12ms' },
      12,
    ],
    [
      'a spent counter, hours and fractions',
      { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '1h2m3.5s' },
      3_723_500,
    ],
    [
      'a counter that is not spent',
      { 'x-ratelimit-remaining-requests': '5', 'x-ratelimit-reset-requests': '6m0s' },
      undefined,
    ],
    [
      'the largest of the spent',
      {
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '1s',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '3s',
      },
      3000,
    ],
    [
      'Anthropic',
      {
        'anthropic-ratelimit-tokens-remaining': '0',
        'anthropic-ratelimit-tokens-reset': '2026-11-22T10:00:05Z',
      },
      5000,
    ],
    ['a retry-after before a spent counter', { 'retry-after': '1', ...spent('9s') }, 1000],
    ['a bad retry-after before a spent counter', { 'retry-after': 'x', ...spent('9s') }, 9000],
    ['a counter without a reset', { 'x-ratelimit-remaining-requests': '0' }, undefined],
    ['a reset that is no time', spent('soon'), undefined],
    ['a repeated header: the largest', { 'retry-after': ['2', 'x', '7', '3'] }, 7000],
    ['over 7 days', { 'retry-after': '604801' }, WEEK_MS],
    ['a number without end', { 'retry-after': '1e308' }, WEEK_MS],
    ['a number over all bounds', { 'retry-after': '1e999' }, undefined],
    ['no header', {}, undefined],
  ])('%s', (_, headers, ms) => {
    expect(wait(headers)).toBe(ms);
  });

  it('counters count for rate_limit only', () => {
    expect(wait(spent('3s'), false)).toBeUndefined();
  });

  it('a pattern of the provider comes last', () => {
    const options = {
      nowMs,
      isRateLimit: true,
      message: 'Please try again in 1.5s.',
      patterns: [/wait (\d+)/, /try again in (\d+(?:\.\d+)?)s/],
    };
    expect(parseRetryAfter({}, options)).toBe(1500);
    expect(parseRetryAfter({ 'retry-after': '4' }, options)).toBe(4000);
    expect(parseRetryAfter({}, { ...options, message: 'Try later.' })).toBeUndefined();
  });
});

function spent(reset: string): HttpHeaders {
  return { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': reset };
}

describe('whatever a server writes', () => {
  const value = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.date().map((date) => (Number.isNaN(date.getTime()) ? '' : date.toISOString())),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    fc.stringMatching(/^\d{0,400}(\.\d{0,3})?(ms|s|m|h|e\d{0,4})?$/),
  );
  const name = fc.constantFrom(
    'retry-after-ms',
    'x-ms-retry-after-ms',
    'retry-after',
    'date',
    'x-ratelimit-reset-requests',
    'anthropic-ratelimit-tokens-reset',
  );
  const headers = fc.dictionary(name, fc.oneof(value, fc.array(value)));

  it('the wait is a whole number from 0 to 7 days, or none; nothing throws', () => {
    fc.assert(
      fc.property(headers, value, fc.boolean(), (given, message, isRateLimit) => {
        const ms = parseRetryAfter(
          {
            ...given,
            'x-ratelimit-remaining-requests': '0',
            'anthropic-ratelimit-tokens-remaining': '0',
          },
          { nowMs, isRateLimit, message, patterns: [/(.*)/] },
        );
        if (ms === undefined) return;
        expect(Number.isInteger(ms)).toBe(true);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(WEEK_MS);
      }),
      isLong ? { numRuns: 50_000 } : { numRuns: 200, seed: 1 },
    );
  });

  it('a header named like a property of every object is not read from the prototype', () => {
    expect(wait(JSON.parse('{"__proto__":"1","constructor":"2"}'))).toBeUndefined();
  });
});

it('reads the fixed time of the vectors', () => {
  expect(wait({ 'retry-after': NOW })).toBe(0);
});
