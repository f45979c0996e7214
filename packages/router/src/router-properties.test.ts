import { isDeepStrictEqual } from 'node:util';
import { type Attempt, ChatError, type ChatResponse } from '@scillm/core';
import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RandomWorld, randomWorld } from './__fixtures__/random-world.ts';
import { type PlayedWorld, runWorld, type SeenCall } from './__fixtures__/run-world.ts';
import { stateAt } from './core/health.ts';

const numRuns = isLong ? 10_000 : 500;
const seed = 20_261_122;
/** About 1.5 s for 500 runs, on a machine that does nothing else. */
const timeoutMs = isLong ? 1_800_000 : 240_000;

const resultOf = ({ results }: SeenCall): unknown => results[0];
const servedOf = (call: SeenCall): ChatResponse['scillm'] | undefined => {
  const result = resultOf(call);
  return ChatError.is(result) ? undefined : (result as ChatResponse).scillm;
};

describe('7.5 for random routes, chains, backends and overlapping calls', () => {
  // Playing a world is what takes time, so that all of it is looked at in one go.
  const check = async (world: RandomWorld): Promise<void> => {
    const played = await runWorld(world);
    const { calls, hits, pending } = played;
    must(pending === 0, 'C7 nothing is left behind');
    must(hits === calls.flatMap(({ trail }) => trail).length, 'C9 every try is recorded');
    for (const look of OF_A_CALL) calls.forEach(look);
    for (const look of OF_ALL_CALLS) look(played);
  };

  it(
    'I1-I8, I11 every call ends once and within its limits, and health is obeyed',
    () => fc.assert(fc.asyncProperty(randomWorld, check), { numRuns, seed }),
    timeoutMs,
  );

  it(
    'I12 the same seed and events make the same decisions',
    async () => {
      await fc.assert(
        fc.asyncProperty(randomWorld, async (world) => {
          const [one, two] = [await runWorld(world), await runWorld(world)];
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

function endsOnce(seen: SeenCall): void {
  must(seen.results.length === 1, 'I1 a call ends once');
  const result = resultOf(seen);
  if (ChatError.is(result)) must(result.code !== 'internal', 'I1 a call ends without a bug');
  else must(servedOf(seen)?.attemptCount === seen.trail.length, 'I1 an answer counts attempts');
}

function staysInBudget({ call, events }: SeenCall): void {
  let attempts = 0;
  for (const { event } of events) {
    if (event.type === 'attempt_start') attempts += 1;
    if (event.type === 'wait') must(attempts < call.maxAttempts, 'I6 no wait after the last');
  }
  must(attempts <= call.maxAttempts, 'I2 attempts within the budget');
}

function staysBeforeDeadline({ call, events, startedAtMs, endedAtMs }: SeenCall): void {
  const deadlineAtMs = startedAtMs + call.deadlineMs;
  for (const { atMs, event } of events) {
    if (event.type === 'wait')
      must(atMs + event.ms <= deadlineAtMs, 'I5 no wait past the deadline');
    if (event.type === 'attempt_start') must(atMs <= deadlineAtMs, 'no attempt past the deadline');
  }
  must(endedAtMs <= deadlineAtMs, 'no call past the deadline');
}

function visitsOnce({ trail }: SeenCall): void {
  const visits = trail.filter(({ kind }) => kind !== 'retry').map(({ deployment }) => deployment);
  must(new Set(visits).size === visits.length, 'I7 a deployment is left for good');
  for (const [index, { kind, deployment }] of trail.entries()) {
    const before = trail[index - 1];
    if (kind === 'retry') must(before?.deployment === deployment, 'I7 a retry is of the last one');
  }
}

function tellsTheTruth(seen: SeenCall): void {
  const { trail } = seen;
  for (const [index, attempt] of trail.entries()) {
    must(attempt.n === index + 1, 'I8 attempts are numbered');
    const before = trail[index - 1];
    if (before === undefined) continue;
    const readyAtMs = before.startedAtMs + before.durationMs + attempt.waitedMs;
    must(attempt.startedAtMs === readyAtMs, 'I8 an attempt follows the last one and its waits');
  }
  const last = trail.at(-1);
  const served = servedOf(seen);
  must((last?.outcome === 'served') === (served !== undefined), 'I8 the last one agrees');
  if (served !== undefined) must(served.servedBy === last?.deployment, 'I8 the last one served');
  const result = resultOf(seen);
  if (ChatError.is(result)) failsTruly(result, seen);
}

function failsTruly(error: ChatError, { trail, call }: SeenCall): void {
  must(isDeepStrictEqual(error.attempts, trail), 'I8 an error holds the trail');
  const isCancelled = trail.at(-1)?.outcome === 'cancelled';
  if (isCancelled) must(error.code === 'aborted', 'I8 a cancelled call was aborted');
  if (error.code === 'aborted') must(call.abortMs !== undefined, 'C5 its caller aborted it');
  if (error.code === 'all_failed')
    must(error.cause === error.errors?.[0], 'E6 the first is the cause');
}

function startsOnlyWhereCallsAreTaken({ calls }: PlayedWorld): void {
  for (const { atMs, event, health } of calls.flatMap((seen) => seen.events)) {
    if (event.type !== 'attempt_start' || health === undefined) continue;
    const state = stateAt(health, atMs);
    must(state !== 'open', 'I3 nothing starts on an open deployment');
    if (state === 'half-open')
      must(health.probeEndsAtMs > atMs, 'I4 on a half-open one starts its probe');
    if (event.attempt.kind === 'probe')
      must(state === 'half-open', 'B6 a probe is of a half-open one');
  }
}

function probesAlone({ updates }: PlayedWorld): void {
  for (const { before, health, atMs } of updates) {
    if (health.probeEndsAtMs > atMs)
      must(before.probeEndsAtMs <= atMs, 'I4 a probe starts where none is under way');
  }
}

function keepsOffAsAsked({ calls }: PlayedWorld): void {
  const attempts = calls.flatMap(({ trail }) => trail);
  for (const { deployment, code, retryAfterMs, startedAtMs, durationMs } of attempts) {
    if (code !== 'rate_limit' || retryAfterMs === undefined) continue;
    const fromMs = startedAtMs + durationMs;
    const isTooEarly = (other: Attempt): boolean =>
      other.deployment === deployment &&
      other.startedAtMs > fromMs &&
      other.startedAtMs < fromMs + retryAfterMs;
    must(!attempts.some(isTooEarly), 'B2 every call keeps off for the time that was named');
  }
}

function opensNoShorter({ updates }: PlayedWorld): void {
  for (const { before, health, atMs } of updates) {
    if (stateAt(before, atMs) !== 'open' || health.state === 'closed') continue;
    must(health.untilMs >= before.untilMs, 'I11 the end of an opening does not fall');
  }
}

const OF_A_CALL = [endsOnce, staysInBudget, staysBeforeDeadline, visitsOnce, tellsTheTruth];
const OF_ALL_CALLS = [startsOnlyWhereCallsAreTaken, probesAlone, keepsOffAsAsked, opensNoShorter];
