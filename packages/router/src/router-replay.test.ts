import { type Attempt, ChatError } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';
import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import { type RandomWorld, randomWorld } from './__fixtures__/random-world.ts';
import { type Asked, replayTrail } from './__fixtures__/replay-trail.ts';
import { runWorld, worldOptions } from './__fixtures__/run-world.ts';
import {
  busy,
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  settings,
} from './__fixtures__/set-up.ts';
import type { CallLimits } from './core/world.ts';

const numRuns = isLong ? 10_000 : 300;

const limits: CallLimits = {
  callMaxRetries: undefined,
  maxRetries: settings.maxRetries,
  retryAfterMs: settings.retryAfterMs,
  maxRetryAfterMs: settings.maxRetryAfterMs,
  rateLimitMs: undefined,
  maxHops: 5,
  whenAllCooled: 'wait',
  avoid: new Set(),
  reask: undefined,
};

const decisionsOf = (trail: readonly Attempt[]): readonly Asked[] =>
  trail.map(({ deployment: id, kind, decision, waitedMs }) => ({
    ...{ deployment: id, kind, decision, waitedMs },
  }));

describe('T8 the trail of a failed call', () => {
  it('is enough to make its decisions again', async () => {
    const options = {
      routes: {
        fast: [deployment('a', [busy(2000), fault('network')]), deployment('b', [fault('auth')])],
        spare: [deployment('s', [fault('server_error')])],
      },
      fallbacks: { generic: { fast: ['spare'] } },
    };
    const { clock, router } = routerOf(options.routes.fast, options);
    const startedAtMs = clock.now();
    const { attempts, errors } = await failureOf(router.complete(request));
    const known = {
      options,
      route: 'fast',
      limits,
      startedAtMs,
      deadlineMs: 300_000,
      maxAttempts: 6,
    };
    const { asked, error } = replayTrail(known, attempts);
    expect(asked).toEqual(decisionsOf(attempts));
    expect(error?.errors?.map(({ code }) => code)).toEqual(errors?.map(({ code }) => code));
  });

  it('is so for random routes, chains and backends', async () => {
    const alone = randomWorld.map((world): RandomWorld => {
      const [call] = world.calls;
      const calls = call === undefined ? [] : [{ ...call, abortMs: undefined, isStream: false }];
      return { ...world, calls };
    });
    await fc.assert(
      fc.asyncProperty(alone, async (world) => {
        const { calls } = await runWorld(world);
        for (const { call, trail, results, startedAtMs } of calls) {
          const { deadlineMs, maxAttempts } = call;
          const { maxHops, whenAllCooled } = world;
          const known = {
            ...{ startedAtMs, deadlineMs, maxAttempts },
            random: randomOf(world.seed),
            options: worldOptions(world, drivenClock()).options,
            route: `r${call.route}`,
            limits: { ...limits, maxHops, whenAllCooled },
          };
          const { asked, error } = replayTrail(known, trail);
          expect(asked).toEqual(decisionsOf(trail));
          const [result] = results;
          expect(error?.code).toBe(ChatError.is(result) ? result.code : undefined);
        }
      }),
      { numRuns, seed: 20_261_125 },
    );
  }, 120_000);
});

/** The chance of a call that was the first on a clock, whose idempotency key took four numbers. */
function randomOf(seed: number): () => number {
  const { random } = fakeClock({ seed });
  for (let count = 0; count < 4; count += 1) random();
  return random;
}
