import { createContext, withPolicy } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import {
  askedIn,
  busy,
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  settings,
  storyOf,
} from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';
import type { Deployment } from './deployment.ts';
import { timeout } from './policy/timeout.ts';
import type { RouterOptions } from './router-options.ts';

const broken = fault('server_error', { status: 500 });

/** A router as a deployment of another one. */
function nested(
  id: string,
  inner: readonly Deployment[],
  options: Omit<RouterOptions, 'routes'> = {},
): Deployment {
  const transport = createRouter({ settings, ...options, routes: { inner } });
  return { id, model: 'inner', transport };
}

describe('a router inside a router', () => {
  it('shares one trail and one budget, and never multiplies', async () => {
    const inner = nested('in', [deployment('a', [broken]), deployment('b', [broken])]);
    const { router } = routerOf([inner, deployment('c', ['answer'])]);
    const { scillm } = await router.complete(request);
    expect(askedIn(scillm.attempts)).toEqual(['a', 'a', 'a', 'b', 'b', 'c']);
    expect(scillm.attempts.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(scillm).toMatchObject({ servedBy: 'c', attemptCount: 6 });
  });

  it('E10 hands out its own all_failed, which is not retried outside', async () => {
    const gone = fault('auth', { status: 401 });
    const inner = nested('in', [deployment('a', [gone]), deployment('b', [gone])]);
    const { clock, router } = routerOf([inner]);
    const error = await failureOf(router.complete(request));
    expect(error.code).toBe('all_failed');
    expect(error.errors?.map(({ code }) => code)).toEqual(['auth', 'auth']);
    expect(askedIn(error.attempts)).toEqual(['a', 'b']);
    expect(clock.sleeps).toEqual([]);
  });

  it('shares the deadline', async () => {
    const clock = drivenClock();
    const inner = nested('in', [deployment('a', ['hang'])]);
    const router = createRouter({ settings, clock, routes: { fast: [inner] } });
    const start = clock.now();
    const error = await clock.run(failureOf(router.complete(request, { deadlineMs: 5000 })));
    expect(error.code).toBe('deadline');
    expect(clock.now() - start).toBe(5000);
    expect(clock.pending).toBe(0);
  });

  it('R3 is not alone while somebody outside could take the call', async () => {
    const inner = nested('in', [deployment('a', [busy()])]);
    const { clock, router } = routerOf([inner, deployment('b', ['answer'])]);
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['a', 'b']);
    expect(clock.sleeps).toEqual([]);
  });

  it('B8 does not wait for its own while somebody outside could take the call', async () => {
    const inner = nested('in', [deployment('a', [busy(60_000)])]);
    const { clock, router } = routerOf([inner, deployment('b', ['answer'])]);
    await router.complete(request);
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['b']);
    expect(clock.sleeps).toEqual([]);
  });

  it('R1 leaves an attempt to whoever is outside', async () => {
    const inner = nested('in', [deployment('a', [broken])]);
    const { router } = routerOf([inner, deployment('b', ['answer'])]);
    const { scillm } = await router.complete(request, { maxAttempts: 3 });
    expect(askedIn(scillm.attempts)).toEqual(['a', 'a', 'b']);
  });

  it('I9 learns nothing from the timer around it, and asks nobody else', async () => {
    const clock = drivenClock();
    const b = deployment('b', ['answer']);
    const inner = nested('in', [deployment('a', ['hang']), b], { timeouts: { attemptMs: 60_000 } });
    const timed = withPolicy(inner.transport, timeout({ attemptMs: 1000 }));
    for (let count = 0; count < 5; count += 1) {
      const context = createContext({ clock }, { settings });
      const call = timed.complete({ ...request, model: 'inner' }, context);
      const error = await clock.run(failureOf(call));
      expect(storyOf(error.attempts)).toEqual(['a first timeout']);
    }
    expect(b.transport.calls).toEqual([]);
  });

  it('C1 numbers the deployments of the whole call', async () => {
    const gone = fault('auth', { status: 401 });
    const a = deployment('a', [gone]);
    const b = deployment('b', [broken]);
    const c = deployment('c', ['answer']);
    const { router } = routerOf([a, nested('in', [b]), nested('in2', [c])]);
    await router.complete(request);
    const ordinals = [a, b, c].map(({ transport }) =>
      transport.calls.map(({ context }) => context.plan.ordinal),
    );
    expect(ordinals).toEqual([[1], [2, 2, 2], [3]]);
  });

  it('B10 is charged by the outer one with a stream that broke', async () => {
    const limited = { text: 'half ', error: fault('rate_limit', { status: 429 }) };
    const twin = deployment('b', ['answer']);
    const inner = nested('in', [deployment('a', [limited]), twin]);
    const { router } = routerOf([inner, deployment('c', ['answer'])]);
    const read = async (): Promise<void> => {
      for await (const _ of await router.stream(request));
    };
    await failureOf(read());
    expect((await router.complete(request)).scillm.servedBy).toBe('c');
    expect(twin.transport.calls).toEqual([]);
  });
});
