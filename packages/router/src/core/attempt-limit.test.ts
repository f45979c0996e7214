import { describe, expect, it } from 'vitest';
import { settings } from '../__fixtures__/set-up.ts';
import { attemptLimit } from './attempt-limit.ts';

type Elsewhere = 'sibling' | 'fallback' | 'none';

function limit(attemptMs: number, remainingMs: number, elsewhere: Elsewhere): number {
  const deadline = { atMs: remainingMs, remainingMs: () => remainingMs };
  return attemptLimit(
    { ...settings.timeouts, attemptMs },
    { deadline, elsewhere: () => elsewhere },
  );
}

describe('O2 an attempt', () => {
  it('may use two thirds of the time left while another deployment is there', () => {
    expect(limit(120_000, 30_000, 'sibling')).toBe(20_000);
    expect(limit(120_000, 30_000, 'fallback')).toBe(20_000);
  });

  it('keeps its own limit if that is shorter', () => {
    expect(limit(5000, 30_000, 'fallback')).toBe(5000);
  });

  it('may use all of its limit alone', () => {
    expect(limit(120_000, 30_000, 'none')).toBe(120_000);
  });
});
