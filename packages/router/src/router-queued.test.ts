import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import { busy, deployment, failureOf, fault, request, settings } from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';

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
