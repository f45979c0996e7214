import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import { modelDeployment } from './__fixtures__/model-backend.ts';
import {
  busy,
  deployment,
  failureOf,
  fault,
  request,
  settings,
  storyOf,
} from './__fixtures__/set-up.ts';
import { HEALTHY } from './core/health.ts';
import { createRouter } from './create-router.ts';
import { createMemoryState } from './state/create-memory-state.ts';

const limits = { rateLimit: { perSecond: 2 } };

describe('I3 calls that wait for a place behind a rate limit', () => {
  const clock = drivenClock();

  it('go elsewhere once another call has opened the deployment', async () => {
    const a = deployment('a', [busy(60_000)]);
    const routes = { fast: [a, deployment('b', ['answer'])] };
    const router = createRouter({ settings, clock, ...limits, routes });
    const calls = Array.from({ length: 10 }, () => router.complete(request));
    const served = await clock.run(Promise.all(calls));
    expect(served.map(({ scillm }) => scillm.servedBy)).toEqual(
      Array.from({ length: 10 }, () => 'b'),
    );
    expect(a.transport.calls).toHaveLength(1);
  });

  it('are told when it returns if there is nobody else, and ask it no more', async () => {
    const a = deployment('a', [fault('quota', { status: 402 })]);
    const router = createRouter({ settings, clock, ...limits, routes: { fast: [a] } });
    const calls = Array.from({ length: 3 }, () => failureOf(router.complete(request)));
    const errors = await clock.run(Promise.all(calls));
    expect(errors.map(({ code }) => code)).toEqual(['quota', 'circuit_open', 'circuit_open']);
    expect(errors[1]).toMatchObject({ deployment: 'a', reason: 'quota', attempts: [] });
    expect(errors[1]?.retryAfterMs).toBeGreaterThan(890_000);
    expect(a.transport.calls).toHaveLength(1);
  });
});

describe('I4 a call that waits for a place', () => {
  it('does not ask beside or before the probe of a deployment that opened and rested meanwhile', async () => {
    const clock = drivenClock();
    const broken = { latencyMs: 10, does: fault('auth', { status: 401 }) } as const;
    const limits = { rpm: 1 };
    const a = modelDeployment('a', [broken, { latencyMs: 10, does: 'ok' }], clock, { limits });
    const state = createMemoryState();
    const options = { settings, clock, state, retry: { maxRetries: 0 } };
    const router = createRouter({ ...options, routes: { fast: [a] } });
    const b = modelDeployment('b', 10, clock);
    const other = createRouter({ ...options, routes: { fast: [{ ...a, limits: {} }, b] } });
    const ask = (from: typeof router) => from.complete(request).then(({ scillm }) => scillm);
    // A lone deployment is not opened by its 401, so that the second call waits for its minute.
    const calls = [failureOf(ask(router)), ask(router)] as const;
    await clock.run(calls[0]);
    // Somebody else opens it for a time that is over by then.
    state.write([
      {
        key: 'a',
        health: {
          ...(state.health('a') ?? HEALTHY),
          ...{ state: 'open', untilMs: clock.now() + 20_000, after: 'half-open', openings: 1 },
        },
      },
    ]);
    const late = await clock.run(failureOf(calls[1]));
    expect(late).toMatchObject({ code: 'circuit_open', retryAfterMs: 0, attempts: [] });
    const { attempts } = await clock.run(ask(other));
    expect(storyOf(attempts)).toEqual(['a probe served']);
  });
});
