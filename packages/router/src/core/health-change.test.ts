import type { Health } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { HEALTHY, isAvailable, stateAt } from './health.ts';
import { changeHealth, type HealthChange } from './health-change.ts';

const MIDDLE = 0.5;
const failure: HealthChange = { type: 'counted', code: 'server_error' };
const success: HealthChange = { type: 'served' };
const opening: HealthChange = { type: 'opened', code: 'rate_limit' };

/** One change, seen by an attempt that knows of every opening so far. */
function change(
  health: Health,
  what: HealthChange,
  nowMs: number,
  { random = MIDDLE, openings = health.openings, callEndsAtMs = nowMs + 10_000 } = {},
): Health {
  return changeHealth(health, what, { nowMs, openings, callEndsAtMs, random: () => random });
}

/** Changes one after the other, each at its time. */
function after(...steps: readonly (readonly [HealthChange, number])[]): Health {
  return steps.reduce((health, [what, nowMs]) => change(health, what, nowMs), HEALTHY);
}

describe('B1 counted failures', () => {
  it('open on the third in a row', () => {
    const two = after([failure, 0], [failure, 1]);
    expect(two.state).toBe('closed');
    expect(change(two, failure, 2)).toMatchObject({ state: 'open', code: 'server_error' });
  });

  it('start over after a success', () => {
    const health = after([failure, 0], [failure, 1], [success, 2], [failure, 3]);
    expect(health.state).toBe('closed');
  });

  it('open when more than half of at least 5 results within 60 s failed', () => {
    const four = after([failure, 0], [success, 1], [failure, 2], [success, 3]);
    expect(four.state).toBe('closed');
    expect(change(four, failure, 4).state).toBe('open');
  });

  it('do not open on exactly half', () => {
    const five = after([failure, 0], [success, 1], [failure, 2], [success, 3], [success, 4]);
    expect(change(five, failure, 5).state).toBe('closed');
  });

  it('forget what is 60 s old', () => {
    const four = after([failure, 0], [success, 1000], [failure, 2000], [success, 3000]);
    expect(change(four, failure, 59_999).state).toBe('open');
    expect(change(four, failure, 60_000).state).toBe('closed');
  });

  it('keep a window that traffic does not make longer', () => {
    let health = HEALTHY;
    for (let nowMs = 0; nowMs < 120_000; nowMs += 50) health = change(health, success, nowMs);
    expect(health.results.length).toBeLessThanOrEqual(61);
  });
});

describe('B2 an opening', () => {
  it('is at once, after a single result', () => {
    expect(change(HEALTHY, opening, 0)).toMatchObject({ state: 'open', after: 'half-open' });
  });

  it('keeps other calls off for exactly the rest that was asked for', () => {
    const health = change(HEALTHY, { type: 'rested', code: 'rate_limit', ms: 2000 }, 0);
    expect(isAvailable(health, 1999)).toBe(false);
    expect(isAvailable(health, 2000)).toBe(true);
  });
});

describe('B3 two ends', () => {
  const long = change(HEALTHY, { type: 'rested', code: 'rate_limit', ms: 9000 }, 0);

  it('keep the later of them', () => {
    expect(change(long, { type: 'rested', code: 'rate_limit', ms: 10 }, 1).untilMs).toBe(9000);
    expect(change(long, { type: 'rested', code: 'rate_limit', ms: 9000 }, 1).untilMs).toBe(9001);
  });

  it('keep the cause of the later of them', () => {
    expect(change(long, { type: 'rested', code: 'quota', ms: 10 }, 1).code).toBe('rate_limit');
  });
});

describe('B4 the length', () => {
  it('is 10 s, then 20 s for each further opening', () => {
    const first = change(HEALTHY, opening, 0);
    const second = change(first, opening, 10_000);
    const third = change(second, opening, 30_000);
    expect([first.untilMs, second.untilMs, third.untilMs]).toEqual([10_000, 30_000, 50_000]);
    expect(third.strikes).toBe(3);
  });

  it('is spread by 10 %', () => {
    const ends = [0, 1].map((random) => change(HEALTHY, opening, 0, { random }).untilMs);
    expect(ends).toEqual([9000, 11_000]);
  });

  it('is never spread if somebody named it', () => {
    const named = { ...opening, ms: 120_000 } as const;
    expect(change(HEALTHY, named, 0, { random: 0 }).untilMs).toBe(120_000);
  });

  it('is the longer of base and retry-after', () => {
    const until = (atLeastMs: number) => change(HEALTHY, { ...opening, atLeastMs }, 0).untilMs;
    expect([until(3000), until(30_000)]).toEqual([10_000, 30_000]);
  });

  it('starts at 10 s again after a success', () => {
    const opened = after([opening, 0], [opening, 10_000], [success, 30_000], [opening, 31_000]);
    expect(opened.untilMs).toBe(41_000);
  });
});

describe('B5 an end', () => {
  it('of a mere rest is closed, of another length half-open', () => {
    const rest = change(HEALTHY, { type: 'rested', code: 'rate_limit', ms: 10 }, 0);
    expect([stateAt(rest, 10), stateAt(change(HEALTHY, opening, 0), 10_000)]).toEqual([
      'closed',
      'half-open',
    ]);
  });
});

describe('B6 half-open', () => {
  const probing = change(change(HEALTHY, opening, 0), { type: 'started' }, 10_000);

  it('takes one probe and nobody else', () => {
    expect(isAvailable(change(HEALTHY, opening, 0), 10_000)).toBe(true);
    expect(isAvailable(probing, 10_001)).toBe(false);
  });

  it('takes the next one when the call of the first is over and has left no word', () => {
    expect([isAvailable(probing, 19_999), isAvailable(probing, 20_000)]).toEqual([false, true]);
    const second = change(probing, { type: 'started' }, 20_000);
    expect([isAvailable(second, 29_999), isAvailable(second, 30_000)]).toEqual([false, true]);
  });

  it('is closed by a success, which clears strikes and window', () => {
    const closed = change(probing, success, 10_500);
    expect(closed).toMatchObject({ state: 'closed', strikes: 0, failures: 0, results: [] });
    expect(change(change(closed, failure, 10_501), failure, 10_502).state).toBe('closed');
  });

  it.each([
    ['a counted failure', failure],
    ['a rate limit', opening],
  ])('is reopened by %s', (_, what) => {
    const reopened = change(probing, what, 10_500);
    expect(reopened).toMatchObject({ state: 'open', untilMs: 30_500, probeEndsAtMs: 0 });
  });
});

describe('B7 a probe', () => {
  const probing = change(change(HEALTHY, opening, 0), { type: 'started' }, 10_000);

  it('that proves life closes', () => {
    expect(change(probing, { type: 'alive' }, 10_500).state).toBe('closed');
  });

  it('that proves nothing leaves its place to the next', () => {
    const left = change(probing, { type: 'left' }, 10_500);
    expect(left.state).toBe('half-open');
    expect(isAvailable(left, 10_500)).toBe(true);
  });
});

describe('B9 a lone deployment', () => {
  it('is opened for 5 s at most by counted failures', () => {
    const capped: HealthChange = { ...failure, longestMs: 5000 };
    expect(after([capped, 0], [capped, 0], [capped, 0]).untilMs).toBe(5000);
  });
});

describe('R5 a counted failure that asks for a long rest', () => {
  it('gets it without being opened', () => {
    const health = change(HEALTHY, { ...failure, restMs: 60_000 }, 0);
    expect([isAvailable(health, 59_999), stateAt(health, 60_000)]).toEqual([false, 'closed']);
  });
});

describe('an attempt that began before the last opening', () => {
  const opened = change(HEALTHY, opening, 1000);
  const late = { openings: 0 };

  it('does not close by its success', () => {
    expect(change(opened, success, 1001, late)).toEqual(opened);
  });

  it('does not strike again by its failure', () => {
    expect(change(opened, failure, 1001, late)).toEqual(opened);
    expect(change(opened, opening, 1001, late)).toEqual(opened);
  });

  it('prolongs it by a rest its backend asked for', () => {
    const rest: HealthChange = { type: 'rested', code: 'rate_limit', ms: 60_000 };
    expect(change(opened, rest, 1001, late).untilMs).toBe(61_001);
    expect(change(opened, { ...failure, restMs: 60_000 }, 1001, late).untilMs).toBe(61_001);
    expect(change(opened, { ...opening, ms: 60_000 }, 1001, late).untilMs).toBe(61_001);
  });

  it('takes no place from the probe of a half-open one', () => {
    const probing = change(opened, { type: 'started' }, 20_000);
    expect(change(probing, failure, 20_001, late)).toEqual(probing);
  });

  it('ends no rest: the backend asked for it', () => {
    const resting = change(HEALTHY, { type: 'rested', code: 'rate_limit', ms: 9000 }, 0);
    expect(change(resting, success, 1)).toMatchObject({ state: 'open', untilMs: 9000, strikes: 0 });
  });
});
