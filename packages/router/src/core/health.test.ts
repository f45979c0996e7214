import type { Health } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { HEALTHY, isAvailable, stateAt } from './health.ts';

const open: Health = { ...HEALTHY, state: 'open', untilMs: 1000, after: 'half-open' };

describe('a state in time', () => {
  it('I3 is open up to, and not at, the time it is open until', () => {
    expect([stateAt(open, 999), stateAt(open, 1000)]).toEqual(['open', 'half-open']);
    expect([isAvailable(open, 999), isAvailable(open, 1000)]).toEqual([false, true]);
  });

  it('B5 ends a mere wait in closed', () => {
    expect(stateAt({ ...open, after: 'closed' }, 1000)).toBe('closed');
  });

  it('B6 takes no call while half-open and probing', () => {
    const halfOpen: Health = { ...HEALTHY, state: 'half-open' };
    expect(isAvailable(halfOpen, 0)).toBe(true);
    expect(isAvailable({ ...halfOpen, probeEndsAtMs: 1000 }, 0)).toBe(false);
  });

  it('B6 takes a call again once the one that probed must be over, whatever became of it', () => {
    const probing: Health = { ...HEALTHY, state: 'half-open', probeEndsAtMs: 1000 };
    expect([isAvailable(probing, 999), isAvailable(probing, 1000)]).toEqual([false, true]);
  });

  it('takes calls while nothing is known of it', () => {
    expect(isAvailable(HEALTHY, 0)).toBe(true);
  });
});
