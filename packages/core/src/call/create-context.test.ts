import { describe, expect, it } from 'vitest';
import { readSettings } from '../config/read-settings.ts';
import { ChatError } from '../error/chat-error.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import type { CallOptions } from './call-options.ts';
import { createContext } from './create-context.ts';
import { type AttemptFacts, recordAttempt } from './record-attempt.ts';

const FACTS: AttemptFacts = {
  transport: 'chutes',
  provider: 'chutes',
  base: 'https://llm.chutes.ai/v1',
  model: 'm',
  pool: 'chutes:ab12',
  authStyle: 'bearer',
};

const settings = readSettings({
  SCILLM_DEADLINE: '60',
  SCILLM_MAX_ATTEMPTS: '4',
  SCILLM_TIMEOUT: '7',
});

describe('a new context', () => {
  it('N1 takes an option of the call before the environment', () => {
    const clock = fakeClock();
    const options: CallOptions = { deadlineMs: 1000, maxAttempts: 2, timeoutMs: 300, clock };
    const context = createContext(options, { settings });
    expect(context.deadline.atMs).toBe(clock.now() + 1000);
    expect(context.attempts).toEqual({ max: 2, used: 0 });
    expect(context.timeouts).toEqual({ ...settings.timeouts, attemptMs: 300 });
    expect(context.options).toBe(options);
  });

  it('N1 takes the environment where the call says nothing', () => {
    const clock = fakeClock();
    const context = createContext({}, { settings, clock });
    expect(context.deadline.atMs).toBe(clock.now() + 60_000);
    expect(context.attempts).toEqual({ max: 4, used: 0 });
    expect(context.timeouts).toMatchObject({ attemptMs: 7000, connectMs: 5000 });
  });

  it('begins with nothing tried, nobody avoided and nowhere else to go', () => {
    const context = createContext({}, { settings });
    expect(context.attempt).toBe(0);
    expect(context.trail).toEqual([]);
    expect(context.avoid.size).toBe(0);
    expect(context.elsewhere()).toBe('none');
    expect(context.plan).toMatchObject({ kind: 'first', routing: 'direct', ordinal: 1 });
    expect(() => context.note({ status: 200 })).not.toThrow();
  });

  it('holds the ids to avoid', () => {
    expect(createContext({ avoid: ['a', 'a', 'b'] }, { settings }).avoid).toEqual(
      new Set(['a', 'b']),
    );
  });

  it('has a deadline that falls to 0 and no further', () => {
    const clock = fakeClock();
    const { deadline } = createContext({ deadlineMs: 100, clock }, { settings });
    const seen = [0, 60, 40, 1000].map((ms) => {
      clock.advance(ms);
      return deadline.remainingMs();
    });
    expect(seen).toEqual([100, 40, 0, 0]);
  });

  it('never aborts without a signal and uses the one it is given', () => {
    const { signal } = new AbortController();
    expect(createContext({ signal }, { settings }).signal).toBe(signal);
    expect(createContext({}, { settings }).signal.aborted).toBe(false);
  });
});

describe('a signal', () => {
  it.each([undefined, new AbortController().signal])(
    'C7 may be shared by any number of calls without a warning: %s',
    async (signal) => {
      const warnings: Error[] = [];
      const note = (warning: Error): number => warnings.push(warning);
      process.on('warning', note);
      const options = signal === undefined ? {} : { signal };
      const records = Array.from({ length: 50 }, () =>
        recordAttempt(createContext(options, { settings, clock: fakeClock() }), FACTS),
      );
      await new Promise(setImmediate);
      for (const record of records) record.serve();
      process.off('warning', note);
      expect(warnings).toEqual([]);
    },
  );
});

describe('the idempotency key', () => {
  it('C1 is 32 hex digits of the chance of the clock, or what the caller says', () => {
    const key = (seed: number): string =>
      createContext({ clock: fakeClock({ seed }) }, { settings }).idempotencyKey;
    expect(key(1)).toMatch(/^[0-9a-f]{32}$/);
    expect(key(1)).toBe(key(1));
    expect(key(1)).not.toBe(key(2));
    const low = { ...fakeClock(), random: () => 0 };
    expect(createContext({ clock: low }, { settings }).idempotencyKey).toBe('0'.repeat(32));
    expect(createContext({ idempotencyKey: 'mine' }, { settings }).idempotencyKey).toBe('mine');
  });
});

describe('a bad option', () => {
  const bad: readonly (readonly [keyof CallOptions, unknown, string])[] = [
    ['deadlineMs', -1, 'deadlineMs is -1. Use a number >= 0.'],
    ['deadlineMs', Number.NaN, 'deadlineMs is NaN. Use a number >= 0.'],
    ['deadlineMs', '5', 'deadlineMs is "5". Use a number >= 0.'],
    ['timeoutMs', 0, 'timeoutMs is 0. Use a number >= 1.'],
    ['maxRetries', -1, 'maxRetries is -1. Use a number >= 0.'],
    ['maxAttempts', 0, 'maxAttempts is 0. Use a number >= 1.'],
    ['maxAttempts', null, 'maxAttempts is null. Use a number >= 1.'],
    ['maxRetryAfterMs', -5, 'maxRetryAfterMs is -5. Use a number >= 0.'],
    ['retryAfterMs', 5n, 'retryAfterMs is 5. Use a number >= 0.'],
  ];

  it.each(bad)('is refused with its name and the fix: %s', (name, value, message) => {
    let thrown: unknown;
    try {
      createContext({ [name]: value }, { settings });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toSatisfy(ChatError.is);
    expect(thrown).toMatchObject({ code: 'invalid_config', message });
  });

  it('is not one that is undefined, at its lowest, or without end', () => {
    const lowest = {
      deadlineMs: 0,
      timeoutMs: 1,
      maxRetries: 0,
      maxAttempts: 1,
      maxRetryAfterMs: 0,
      retryAfterMs: 0,
    };
    expect(createContext(lowest, { settings }).attempts.max).toBe(1);
    const endless = createContext({ deadlineMs: Number.POSITIVE_INFINITY }, { settings });
    expect(endless.deadline.remainingMs()).toBe(Number.POSITIVE_INFINITY);
  });

  it('N7 is told of a bad variable when the context needs it', () => {
    const broken = readSettings({ SCILLM_DEADLINE: 'soon' });
    expect(() => createContext({}, { settings: broken })).toThrow(/^SCILLM_DEADLINE is "soon"/);
    expect(() => createContext({ deadlineMs: 1 }, { settings: broken })).not.toThrow();
  });
});
