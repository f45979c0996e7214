import { type Attempt, ChatError, type ChatResponse } from '@scillm/core';
import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CrowdedWorld, crowdedWorld } from './__fixtures__/crowded-world.ts';
import { type PlayedWorld, runWorld, type SeenCall } from './__fixtures__/run-world.ts';
import { stateAt } from './core/health.ts';

const numRuns = isLong ? 10_000 : 500;
const seed = 20_261_124;
/** About 2 s for 500 runs, on a machine that does nothing else. */
const timeoutMs = isLong ? 1_800_000 : 240_000;

describe('7.5 for random worlds with strategies, pools, limits and hedges', () => {
  const check = async ({ world, extras }: CrowdedWorld): Promise<void> => {
    const played = await runWorld(world, extras);
    must(played.pending === 0, 'C7 nothing is left behind');
    must(played.inFlight === 0, 'I10 nothing counts as under way');
    const tries = played.calls.flatMap(({ trail }) => trail);
    must(played.hits === tries.length, 'C9 every try is recorded');
    for (const look of [endsOnce, staysInside, visitsOnce, tellsTheTruth])
      played.calls.forEach(look);
    keepsHealth(played);
    keepsLimits(played, extras);
  };

  it(
    'I1-I8, I10, I11 hold, and limits are kept',
    () => fc.assert(fc.asyncProperty(crowdedWorld, check), { numRuns, seed }),
    timeoutMs,
  );

  it(
    'I12 the same seed and events make the same decisions',
    async () => {
      await fc.assert(
        fc.asyncProperty(crowdedWorld, async ({ world, extras }) => {
          const [one, two] = [await runWorld(world, extras), await runWorld(world, extras)];
          expect(two.calls.map(({ trail }) => trail)).toEqual(one.calls.map(({ trail }) => trail));
          expect(two.updates).toEqual(one.updates);
        }),
        { numRuns: Math.ceil(numRuns / 10), seed },
      );
    },
    timeoutMs,
  );
});

/** Throws by the rule's name; far cheaper than an `expect` for each of many thousand facts. */
function must(holds: boolean, rule: string): void {
  if (!holds) throw new Error(rule);
}

function servedOf({ results: [result] }: SeenCall): ChatResponse['scillm'] | undefined {
  return ChatError.is(result) ? undefined : (result as ChatResponse).scillm;
}

function endsOnce({ results }: SeenCall): void {
  must(results.length === 1, 'I1 a call ends once');
  const [result] = results;
  if (ChatError.is(result)) must(result.code !== 'internal', 'I1 a call ends without a bug');
}

function staysInside({ call, events, startedAtMs, endedAtMs }: SeenCall): void {
  const deadlineAtMs = startedAtMs + call.deadlineMs;
  let attempts = 0;
  for (const { atMs, event } of events) {
    if (event.type === 'attempt_start') attempts += 1;
    if (event.type !== 'wait') continue;
    must(attempts < call.maxAttempts, 'I6 no wait after the last');
    must(atMs + event.ms <= deadlineAtMs, 'I5 no wait past the deadline');
  }
  must(attempts <= call.maxAttempts, 'I2 attempts within the budget');
  must(endedAtMs <= deadlineAtMs, 'no call past the deadline');
}

function visitsOnce({ trail }: SeenCall): void {
  const visits = trail.filter(({ kind }) => kind !== 'retry').map(({ deployment }) => deployment);
  must(new Set(visits).size === visits.length, 'I7 a deployment is left for good');
  for (const [index, { kind, deployment }] of trail.entries()) {
    const isKnown = trail.slice(0, index).some((before) => before.deployment === deployment);
    must(!isKnown || kind === 'retry', 'I7 only a retry asks again');
  }
}

/** A hedge that lost may be the last of the trail; but for those the last one agrees. */
function tellsTheTruth(seen: SeenCall): void {
  const { trail } = seen;
  const served = servedOf(seen);
  for (const [index, attempt] of trail.entries()) {
    must(attempt.n === index + 1, 'I8 attempts are numbered');
    must(attempt.startedAtMs >= (trail[index - 1]?.startedAtMs ?? 0), 'I8 times rise');
  }
  const winners = trail.filter(({ outcome }) => outcome === 'served');
  must(winners.length === (served === undefined ? 0 : 1), 'I8 one attempt served, or none');
  if (served === undefined) return;
  must(winners[0]?.deployment === served.servedBy, 'I8 the one that served is named');
  const [winner] = winners;
  const after = trail.slice(trail.indexOf(winner as Attempt) + 1);
  must(
    after.every(({ kind }) => kind === 'hedge'),
    'I8 nothing but a hedge follows it',
  );
}

function keepsHealth({ calls, updates }: PlayedWorld): void {
  for (const { atMs, event, health } of calls.flatMap((seen) => seen.events)) {
    if (event.type !== 'attempt_start' || health === undefined) continue;
    const state = stateAt(health, atMs);
    must(state !== 'open', 'I3 nothing starts on an open deployment');
    if (state === 'half-open')
      must(health.probeEndsAtMs > atMs, 'I4 on a half-open one starts its probe');
  }
  for (const { before, health, atMs } of updates) {
    if (health.probeEndsAtMs > atMs)
      must(before.probeEndsAtMs <= atMs, 'I4 a probe starts where none is under way');
    if (stateAt(before, atMs) !== 'open' || health.state === 'closed') continue;
    must(health.untilMs >= before.untilMs, 'I11 the end of an opening does not fall');
  }
}

function keepsLimits({ calls }: PlayedWorld, { options, ofDeployment }: CrowdedWorld['extras']) {
  const tries = calls.flatMap(({ trail }) => trail);
  const startsBy = groupBy(tries, ({ deployment }) => deployment);
  for (const [id, attempts] of startsBy) {
    const { rpm } = ofDeployment?.(id).limits ?? {};
    // Where the pool's rate limit holds a call up, those already waiting for the minute keep their places.
    if (rpm === undefined || options?.rateLimit !== undefined) continue;
    const times = attempts.map(({ startedAtMs }) => startedAtMs).sort((a, b) => a - b);
    const gaps = times.slice(rpm).map((ms, index) => ms - (times[index] ?? 0));
    must(
      gaps.every((gap) => gap >= 60_000),
      'usage: no more than rpm in any 60 s',
    );
  }
  const { perSecond } = options?.rateLimit ?? {};
  if (perSecond === undefined) return;
  for (const attempts of groupBy(tries, ({ pool }) => pool).values()) {
    const times = attempts.map(({ startedAtMs }) => startedAtMs).sort((a, b) => a - b);
    const gaps = times.slice(1).map((ms, index) => ms - (times[index] ?? 0));
    must(
      gaps.every((gap) => gap >= 1000 / perSecond - 0.01),
      'Q4 starts are spaced',
    );
  }
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
