import type { Health } from '@scillm/core';
import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { HEALTHY, isAvailable, stateAt } from './health.ts';
import { changeHealth, type HealthChange } from './health-change.ts';

const numRuns = isLong ? 10_000 : 500;

const change: fc.Arbitrary<HealthChange> = fc.oneof(
  fc.constantFrom<HealthChange>(
    { type: 'served' },
    { type: 'alive' },
    { type: 'left' },
    { type: 'counted', code: 'network' },
    { type: 'counted', code: 'network', longestMs: 5000 },
    { type: 'counted', code: 'network', restMs: 40_000 },
    { type: 'opened', code: 'rate_limit' },
    { type: 'opened', code: 'quota', ms: 900_000 },
  ),
  fc.nat(20_000).map((ms) => ({ type: 'rested', code: 'rate_limit', ms }) as const),
);

/** Attempts in the order they begin; each ends after some others have begun. */
const attempts = fc.array(
  fc.record({
    gapMs: fc.nat(15_000),
    lasts: fc.nat(3),
    change,
    random: fc.double({ min: 0, max: 0.99, noNaN: true }),
  }),
  { maxLength: 40 },
);

interface Step {
  readonly before: Health;
  readonly after: Health;
  readonly nowMs: number;
  readonly what: HealthChange['type'];
  /** Probes under way when it happened. */
  readonly probes: number;
}

type Script = typeof attempts extends fc.Arbitrary<infer T> ? T : never;

interface Running {
  readonly endsAt: number;
  readonly openings: number;
  readonly isProbe: boolean;
  readonly end: Script[number];
}

/** Plays attempts on one deployment as the router does: none starts on one that takes no calls. */
function play(script: Script): readonly Step[] {
  const steps: Step[] = [];
  const running: Running[] = [];
  let health: Health = HEALTHY;
  let nowMs = 0;
  let probes = 0;
  const apply = (what: HealthChange, openings: number, random = 0): void => {
    const callEndsAtMs = Number.POSITIVE_INFINITY;
    const sighting = { nowMs, openings, callEndsAtMs, random: () => random };
    const after = changeHealth(health, what, sighting);
    steps.push({ before: health, after, nowMs, what: what.type, probes });
    health = after;
  };
  const begin = (end: Script[number], index: number): void => {
    const { openings } = health;
    const isProbe = stateAt(health, nowMs) === 'half-open';
    if (isProbe) apply({ type: 'started' }, openings);
    probes += isProbe ? 1 : 0;
    running.push({ endsAt: index + 1 + end.lasts, openings, isProbe, end });
  };
  const finish = ({ openings, isProbe, end }: Running): void => {
    const isForProbes = end.change.type === 'alive' || end.change.type === 'left';
    if (isProbe || !isForProbes) apply(end.change, openings, end.random);
    probes -= isProbe ? 1 : 0;
  };
  for (const [index, attempt] of script.entries()) {
    nowMs += attempt.gapMs;
    running.filter(({ endsAt }) => endsAt === index).forEach(finish);
    if (isAvailable(health, nowMs)) begin(attempt, index);
  }
  return steps;
}

it('I11 lets the end of an opening fall by a success only', () => {
  fc.assert(
    fc.property(attempts, (script) => {
      for (const { before, after, nowMs, what } of play(script)) {
        if (stateAt(before, nowMs) !== 'open' || what === 'served') continue;
        expect(after.state).toBe('open');
        expect(after.untilMs).toBeGreaterThanOrEqual(before.untilMs);
      }
    }),
    { numRuns },
  );
});

it('I4 lets one probe at a time on a half-open deployment', () => {
  fc.assert(
    fc.property(attempts, (script) => {
      for (const { what, probes } of play(script)) {
        if (what === 'started') expect(probes).toBe(0);
      }
    }),
    { numRuns },
  );
});
