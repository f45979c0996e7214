import { type ChatError, type ChatErrorDetails, type ErrorCode, VERDICTS } from '@scillm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busy, fault } from '../__fixtures__/set-up.ts';
import { decideRetry, type RetryQuestion } from './retry-decision.ts';

/** A 500 on a lone deployment with everything left. */
const base: RetryQuestion = {
  error: fault('server_error', { status: 500 }),
  spent: 0,
  maxRetries: 2,
  retryAfterMs: 500,
  maxRetryAfterMs: 10_000,
  elsewhere: 'none',
  remainingMs: 300_000,
  attemptsLeft: 5,
  untried: 0,
  isProbe: false,
  random: () => 0,
};

function answer(question: Partial<RetryQuestion>): string {
  const decision = decideRetry({ ...base, ...question });
  return decision.kind === 'retry' ? `retry ${decision.waitMs}` : 'leave';
}

const on = (code: ErrorCode, details: ChatErrorDetails = {}) => ({ error: fault(code, details) });

describe('R1 a retry', () => {
  it.each<[string, Partial<RetryQuestion>, string]>([
    ['is made while retries remain', { spent: 1 }, 'retry 500'],
    ['is not made once they are spent', { spent: 2 }, 'leave'],
    ['is not made where none are allowed', { maxRetries: 0 }, 'leave'],
    ['leaves an attempt to each that has not been asked', { attemptsLeft: 2, untried: 2 }, 'leave'],
    ['is made with an attempt more than that', { attemptsLeft: 3, untried: 2 }, 'retry 500'],
    ['R7 is not waited for without an attempt left', { attemptsLeft: 0 }, 'leave'],
    ['R9 is never made after a probe', { isProbe: true }, 'leave'],
  ])('%s', (_, question, expected) => {
    expect(answer(question)).toBe(expected);
  });

  const RETRIED: readonly ErrorCode[] = [
    'rate_limit',
    'server_error',
    'timeout',
    'network',
    'stream_cut',
    'bad_response',
    'empty_response',
    'circuit_open',
    'local_limit',
  ];

  it.each(Object.keys(VERDICTS) as ErrorCode[])('is made alone by the verdict of %s', (code) => {
    expect(answer(on(code))).toBe(RETRIED.includes(code) ? 'retry 500' : 'leave');
  });

  it.each<[ErrorCode, string | undefined, 'fallback' | 'none', number, string]>([
    ['timeout', 'server', 'fallback', 1, 'retry 500'],
    ['timeout', 'connect', 'fallback', 1, 'retry 500'],
    ['timeout', 'attempt', 'fallback', 0, 'leave'],
    ['timeout', 'attempt', 'none', 0, 'retry 500'],
    ['timeout', 'attempt', 'none', 1, 'leave'],
    ['timeout', 'first_token', 'fallback', 0, 'leave'],
    ['timeout', 'first_token', 'none', 0, 'retry 500'],
    ['timeout', 'idle', 'none', 1, 'leave'],
    ['network', 'certificate', 'none', 0, 'leave'],
    ['network', 'reset', 'fallback', 0, 'retry 500'],
    ['empty_response', undefined, 'fallback', 0, 'retry 500'],
    ['empty_response', undefined, 'none', 1, 'leave'],
    ['circuit_open', undefined, 'fallback', 0, 'leave'],
    ['local_limit', undefined, 'fallback', 0, 'leave'],
  ])('of %s (%s), elsewhere %s, %i spent: %s', (code, reason, elsewhere, spent, expected) => {
    expect(answer({ ...on(code, { reason }), elsewhere, spent })).toBe(expected);
  });
});

describe('R2 x-should-retry', () => {
  it.each<[ErrorCode, number, boolean, string]>([
    ['server_error', 500, false, 'leave'],
    ['rate_limit', 429, false, 'leave'],
    ['invalid_request', 400, true, 'retry 500'],
    ['unsupported', 501, true, 'retry 500'],
    ['auth', 401, true, 'leave'],
    ['auth', 403, true, 'leave'],
    ['not_found', 404, true, 'leave'],
    ['quota', 402, true, 'leave'],
    ['context_length', 400, true, 'leave'],
    ['content_filter', 400, true, 'leave'],
  ])('on %s (%i) says %s: %s', (code, status, shouldRetry, expected) => {
    expect(answer(on(code, { status, shouldRetry }))).toBe(expected);
  });

  it('says nothing where there was no HTTP answer', () => {
    expect(answer(on('network', { shouldRetry: false }))).toBe('retry 500');
  });

  it('grants no more retries than there are', () => {
    const question = { ...on('server_error', { status: 500, shouldRetry: true }), spent: 2 };
    expect(answer(question)).toBe('leave');
  });
});

describe('R3 somebody else', () => {
  it.each<[string, ChatError, RetryQuestion['elsewhere'], string]>([
    ['a sibling takes any fault at once', base.error, 'sibling', 'leave'],
    ['a sibling takes a 429 with a short wait at once', busy(2000), 'sibling', 'leave'],
    ['a fallback takes a 429 without a wait at once', busy(), 'fallback', 'leave'],
    ['a fallback comes after the wait a 429 names', busy(2000), 'fallback', 'retry 2000'],
    ['a fallback comes after the retries of a 500', base.error, 'fallback', 'retry 500'],
    ['with nobody else a 429 is waited out', busy(), 'none', 'retry 500'],
  ])('%s', (_, error, elsewhere, expected) => {
    expect(answer({ error, elsewhere })).toBe(expected);
  });
});

describe('R4 a computed wait', () => {
  it.each([
    [0, 500, 1000],
    [1, 500, 2000],
    [2, 500, 4000],
    [3, 500, 8000],
    [9, 500, 8000],
  ])('before retry %i + 1 is within [%i, %i]', (spent, lowest, highest) => {
    const question = { spent, maxRetries: 20 };
    expect(answer({ ...question, random: () => 0 })).toBe(`retry ${lowest}`);
    expect(answer({ ...question, random: () => 1 })).toBe(`retry ${highest}`);
  });

  it('is within [f, max(f, min(8000, f * 2^k))] for every f, k and chance', () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(30_000), fc.nat(19), chance, (f, spent, random) => {
        const decision = decideRetry({
          ...base,
          spent,
          maxRetries: 20,
          retryAfterMs: f,
          random: () => random,
        });
        const waitMs = decision.kind === 'retry' ? decision.waitMs : Number.NaN;
        expect(waitMs).toBeGreaterThanOrEqual(f);
        expect(waitMs).toBeLessThanOrEqual(Math.max(f, Math.min(8000, f * 2 ** (spent + 1))));
      }),
    );
  });
});

describe('R5 a retry-after', () => {
  it.each([0, 1, 250, 10_000])('of %i ms is obeyed exactly, whatever the chance', (ms) => {
    expect(answer({ error: busy(ms), random: () => 0.7 })).toBe(`retry ${ms}`);
  });

  it('longer than allowed is not waited for here; it may be asked again after it', () => {
    const decision = decideRetry({ ...base, error: busy(10_001) });
    expect(decision).toEqual({ kind: 'leave', returnMs: 10_001 });
  });

  it('longer than allowed, with no retry left, is the end here', () => {
    expect(decideRetry({ ...base, error: busy(10_001), spent: 2 })).toEqual({ kind: 'leave' });
  });
});

describe('R6 a wait', () => {
  it('that would pass the deadline is not made, and told', () => {
    const decision = decideRetry({ ...base, error: busy(2000), remainingMs: 1999 });
    expect(decision).toEqual({ kind: 'leave', unfitMs: 2000 });
  });

  it('that ends with the deadline is made', () => {
    expect(answer({ error: busy(2000), remainingMs: 2000 })).toBe('retry 2000');
  });
});
