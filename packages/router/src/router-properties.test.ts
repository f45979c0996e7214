import { ChatError, type ChatResponse } from '@scillm/core';
import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomWorld } from './__fixtures__/random-world.ts';
import { type PlayedWorld, runWorld, type SeenCall } from './__fixtures__/run-world.ts';
import { stateAt } from './core/health.ts';

const numRuns = isLong ? 10_000 : 500;
const seed = 20_261_122;
/** About 1.5 s for 500 runs, on a machine that does nothing else. */
const timeoutMs = isLong ? 600_000 : 30_000;

const resultOf = ({ results }: SeenCall): unknown => results[0];
const servedOf = (call: SeenCall): ChatResponse['scillm'] | undefined => {
  const result = resultOf(call);
  return ChatError.is(result) ? undefined : (result as ChatResponse).scillm;
};

describe('7.5 for random routes, chains, backends and overlapping calls', () => {
  // Playing a world is what takes time, so that all of it is looked at in one go.
  it(
    'I1-I8, I11 every call ends once and within its limits, and health is obeyed',
    async () => {
      await fc.assert(
        fc.asyncProperty(randomWorld, async (world) => {
          const played = await runWorld(world);
          expect(played.pending).toBe(0);
          expect(played.hits).toBe(played.calls.flatMap(({ trail }) => trail).length);
          for (const seen of played.calls) {
            endsOnce(seen);
            staysInBudget(seen);
            staysBeforeDeadline(seen);
            visitsOnce(seen);
            tellsTheTruth(seen);
          }
          startsOnlyWhereCallsAreTaken(played);
          probesAlone(played);
          keepsOffAsAsked(played);
          opensNoShorter(played);
        }),
        { numRuns, seed },
      );
    },
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

/** I1 */
function endsOnce(seen: SeenCall): void {
  expect(seen.results).toHaveLength(1);
  const result = resultOf(seen);
  if (ChatError.is(result)) expect(result.code).not.toBe('internal');
  else expect((result as ChatResponse).scillm.attemptCount).toBe(seen.trail.length);
}

/** I2, I6: no attempt beyond the budget, no wait once it is spent. */
function staysInBudget({ call, events }: SeenCall): void {
  let attempts = 0;
  for (const { event } of events) {
    if (event.type === 'attempt_start') attempts += 1;
    if (event.type === 'wait') expect(attempts).toBeLessThan(call.maxAttempts);
  }
  expect(attempts).toBeLessThanOrEqual(call.maxAttempts);
}

/** I5, and no call outlives its deadline. */
function staysBeforeDeadline({ call, events, startedAtMs, endedAtMs }: SeenCall): void {
  const deadlineAtMs = startedAtMs + call.deadlineMs;
  for (const { atMs, event } of events) {
    if (event.type === 'wait') expect(atMs + event.ms).toBeLessThanOrEqual(deadlineAtMs);
    if (event.type === 'attempt_start') expect(atMs).toBeLessThanOrEqual(deadlineAtMs);
  }
  expect(endedAtMs).toBeLessThanOrEqual(deadlineAtMs);
}

/** I7: a deployment is left for good, but for the retries of it. */
function visitsOnce({ trail }: SeenCall): void {
  const visits = trail.filter(({ kind }) => kind !== 'retry').map(({ deployment }) => deployment);
  expect(new Set(visits).size).toBe(visits.length);
  for (const [index, { kind, deployment }] of trail.entries()) {
    if (kind === 'retry') expect(trail[index - 1]?.deployment).toBe(deployment);
  }
}

/** I8: times rise; the last entry agrees with the result. */
function tellsTheTruth(seen: SeenCall): void {
  const { trail, call } = seen;
  for (const [index, attempt] of trail.entries()) {
    expect(attempt.n).toBe(index + 1);
    const before = trail[index - 1];
    if (before === undefined) continue;
    const endedAtMs = before.startedAtMs + before.durationMs;
    expect(attempt.startedAtMs).toBeCloseTo(endedAtMs + attempt.waitedMs, 3);
  }
  const result = resultOf(seen);
  const last = trail.at(-1);
  const served = servedOf(seen);
  expect(last?.outcome === 'served').toBe(served !== undefined);
  expect(served?.servedBy).toBe(served === undefined ? undefined : last?.deployment);
  if (!ChatError.is(result)) return;
  expect(result.attempts).toEqual(trail);
  if (last?.outcome === 'cancelled') expect(result.code).toBe('aborted');
  if (result.code === 'aborted') expect(call.abortMs).toBeDefined();
  if (result.code === 'all_failed') expect(result.cause).toBe(result.errors?.[0]);
}

/** I3: nothing starts on an open deployment, and on a half-open one only its probe. */
function startsOnlyWhereCallsAreTaken({ calls }: PlayedWorld): void {
  for (const { atMs, event, health } of calls.flatMap((seen) => seen.events)) {
    if (event.type !== 'attempt_start' || health === undefined) continue;
    const state = stateAt(health, atMs);
    expect(state).not.toBe('open');
    if (state === 'half-open') expect(health.isProbing).toBe(true);
    if (event.attempt.kind === 'probe') expect(state).toBe('half-open');
  }
}

/** I4: a probe starts where none is under way. */
function probesAlone({ updates }: PlayedWorld): void {
  for (const { before, health } of updates) {
    if (health.isProbing) expect(before.isProbing).toBe(false);
  }
}

/** R5, B2: whoever names a wait gets it from every call. */
function keepsOffAsAsked({ calls }: PlayedWorld): void {
  const attempts = calls.flatMap(({ trail }) => trail);
  for (const { deployment, code, retryAfterMs, startedAtMs, durationMs } of attempts) {
    if (code !== 'rate_limit' || retryAfterMs === undefined) continue;
    const fromMs = startedAtMs + durationMs;
    const tooEarly = attempts.filter(
      (other) =>
        other.deployment === deployment &&
        other.startedAtMs > fromMs &&
        other.startedAtMs < fromMs + retryAfterMs,
    );
    expect(tooEarly).toEqual([]);
  }
}

/** I11: the end of an opening falls by nothing but a success, which closes. */
function opensNoShorter({ updates }: PlayedWorld): void {
  for (const { before, health, atMs } of updates) {
    if (stateAt(before, atMs) !== 'open' || health.state === 'closed') continue;
    expect(health.untilMs).toBeGreaterThanOrEqual(before.untilMs);
  }
}
