import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../chat/attempt.ts';
import { ChatError } from './chat-error.ts';

const ATTEMPT: Attempt = {
  n: 1,
  kind: 'first',
  deployment: 'a',
  provider: 'p',
  base: 'https://a.example/v1',
  model: 'm',
  pool: 'p',
  authStyle: 'none',
  startedAtMs: 0,
  waitedMs: 0,
  durationMs: 5,
  outcome: 'failed',
  decision: 'direct',
};

describe('a ChatError', () => {
  it('E5 carries every detail it was given', () => {
    const inner = new ChatError('network', 'a failed.');
    const cause = new Error('reset');
    const details = {
      reason: 'capacity',
      status: 503,
      retryAfterMs: 20,
      provider: 'p',
      deployment: 'a',
      requestId: 'r-1',
      attempts: [ATTEMPT],
      errors: [inner],
      partial: 'Hel',
      shouldRetry: true,
      cause,
    };
    const error = new ChatError('rate_limit', 'a is full.', details);
    expect(error).toMatchObject({ ...details, code: 'rate_limit', message: 'a is full.' });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('ChatError');
  });

  it('E5 has no key for a detail it was not given, and an empty list of attempts', () => {
    const error = new ChatError('quota', 'a has no quota.', { status: undefined });
    expect(Object.keys(error).sort()).toEqual(['attempts', 'code', 'name']);
    expect(error.attempts).toEqual([]);
    expect('cause' in error).toBe(false);
  });

  it('E7 has a message of 300 characters at most', () => {
    expect(new ChatError('internal', 'x'.repeat(300)).message).toBe('x'.repeat(300));
    const long = new ChatError('internal', 'x'.repeat(301)).message;
    expect(long).toHaveLength(300);
    expect(long.endsWith('x…')).toBe(true);
  });

  it('keeps a cause of null, as an abort with null has it', () => {
    expect(new ChatError('aborted', 'left.', { cause: null }).cause).toBe(null);
  });

  it('shows its code when inspected', () => {
    expect(inspect(new ChatError('quota', 'a has no quota.'))).toContain("code: 'quota'");
  });
});

describe('ChatError.is', () => {
  it('E5 knows an error of another copy of the library by its marker', () => {
    const foreign = Object.assign(new Error('a failed.'), {
      [Symbol.for('scillm.ChatError')]: true,
      code: 'network',
    });
    expect(foreign instanceof ChatError).toBe(false);
    expect(ChatError.is(foreign)).toBe(true);
  });

  it.each([
    undefined,
    null,
    'network',
    new Error('network'),
    { code: 'network', name: 'ChatError' },
  ])('E5 refuses %s', (value) => {
    expect(ChatError.is(value)).toBe(false);
  });

  it('E5 hides its marker from keys and JSON', () => {
    const error = new ChatError('quota', 'a has no quota.');
    expect(ChatError.is(error)).toBe(true);
    expect(ChatError.is({ ...error })).toBe(false);
  });
});

describe('ChatError.from', () => {
  it('gives a ChatError back as it is', () => {
    const error = new ChatError('quota', 'a has no quota.');
    expect(ChatError.from(error, 'b')).toBe(error);
  });

  it.each([new TypeError('x is undefined'), 'text', undefined, null])(
    'C8 makes %s an internal error with it as cause',
    (value) => {
      const error = ChatError.from(value, 'chutes-1');
      expect(error.code).toBe('internal');
      expect(error.message.startsWith('chutes-1 ')).toBe(true);
      expect(error.cause).toBe(value);
    },
  );
});

describe('with', () => {
  const error = new ChatError('rate_limit', 'a is full.', {
    reason: 'capacity',
    status: 529,
    cause: 'why',
  });

  it('changes what is named and keeps the rest, stack and cause included', () => {
    const copy = error.with({ deployment: 'a', attempts: [ATTEMPT], status: 503 });
    expect(copy).toMatchObject({
      code: 'rate_limit',
      message: 'a is full.',
      reason: 'capacity',
      status: 503,
      deployment: 'a',
      attempts: [ATTEMPT],
    });
    expect(copy.cause).toBe('why');
    expect(copy.stack).toBe(error.stack);
    expect(ChatError.is(copy)).toBe(true);
  });

  it('leaves the first error alone', () => {
    error.with({ deployment: 'b', status: 1 });
    expect(error.deployment).toBeUndefined();
    expect(error.status).toBe(529);
  });
});
