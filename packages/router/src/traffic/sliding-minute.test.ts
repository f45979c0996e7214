import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, type MinuteLimits, SlidingMinute } from './sliding-minute.ts';

const numRuns = isLong ? 10_000 : 500;
const MINUTE_MS = 60_000;

interface Arrival {
  readonly gapMs: number;
  readonly tokens: number;
  readonly leaves: boolean;
}

/** A call that got a place, when it came, and who had one by then. */
interface Placed {
  readonly entry: Entry;
  readonly nowMs: number;
  readonly before: readonly Entry[];
}

const arrivals = fc.array(
  fc.record({ gapMs: fc.nat(20_000), tokens: fc.nat(60), leaves: fc.boolean() }),
  { maxLength: 60 },
);

/** Calls as they come; some leave before their time, and give their place back. */
function play(script: readonly Arrival[], limits: MinuteLimits): readonly Placed[] {
  const minute = new SlidingMinute();
  const placed: Placed[] = [];
  let nowMs = 0;
  for (const { gapMs, tokens, leaves } of script) {
    nowMs += gapMs;
    const before = placed.map(({ entry }) => entry);
    const entry = minute.add(minute.earliest(limits, tokens, nowMs), tokens);
    if (leaves && entry.atMs > nowMs) minute.remove(entry);
    else placed.push({ entry, nowMs, before });
  }
  return placed;
}

/** What starts in the minute that ends at a time, that time included. */
function within(entries: readonly Entry[], endMs: number): readonly Entry[] {
  return entries.filter(({ atMs }) => atMs > endMs - MINUTE_MS && atMs <= endMs);
}

const tokensOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { tokens }) => sum + tokens, 0);

describe('7.2 usage: a limit L in any sliding 60 s', () => {
  it('of calls admits no more than L, and L', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 5 }), (script, rpm) => {
        const placed = play(script, { rpm });
        const entries = placed.map(({ entry }) => entry);
        for (const { entry, nowMs, before } of placed) {
          expect(within(entries, entry.atMs).length).toBeLessThanOrEqual(rpm);
          // Who waits does so for a full minute: one more would have been too many until then.
          if (entry.atMs === nowMs) continue;
          expect(within(before, entry.atMs - 1).length).toBeGreaterThanOrEqual(rpm);
        }
      }),
      { numRuns },
    );
  });

  it('of tokens admits no more than L, but for a call that is too big for any minute', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 20, max: 100 }), (script, tpm) => {
        const placed = play(script, { tpm });
        const entries = placed.map(({ entry }) => entry);
        for (const { entry } of placed) {
          const full = within(entries, entry.atMs);
          const isBig = full.some(({ tokens }) => tokens > tpm);
          if (isBig) expect(full.filter(({ tokens }) => tokens > 0)).toHaveLength(1);
          else expect(tokensOf(full)).toBeLessThanOrEqual(tpm);
        }
      }),
      { numRuns },
    );
  });

  it('keeps the order in which the calls came', () => {
    fc.assert(
      fc.property(arrivals, (script) => {
        const stays = script.map((arrival) => ({ ...arrival, leaves: false }));
        const times = play(stays, { rpm: 3, tpm: 100 }).map(({ entry }) => entry.atMs);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
      { numRuns },
    );
  });

  it('has as its share what is used, of calls or of tokens', () => {
    const minute = new SlidingMinute();
    expect(minute.share({ rpm: 10, tpm: 100 }, 0)).toBe(0);
    minute.add(0, 5);
    minute.add(30_000, 45);
    expect(minute.share({ rpm: 10, tpm: 100 }, 30_000)).toBe(0.5);
    expect(minute.share({ rpm: 2, tpm: 100 }, 30_000)).toBe(1);
    expect(minute.share({ rpm: 10, tpm: 100 }, 60_000)).toBe(0.45);
    expect(minute.share({ rpm: 10 }, 60_000)).toBe(0.1);
    expect(minute.share({}, 60_000)).toBe(0);
    expect(minute.share({ rpm: 10, tpm: 100 }, 90_000)).toBe(0);
  });
});
