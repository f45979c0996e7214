import type { Timeouts } from '@scillm/core';
import { describe, expect, it, vi } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import { type ModelDeployment, modelDeployment } from './__fixtures__/model-backend.ts';
import { askedIn, busy, deployment, failureOf, fault, request } from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';
import type { Deployment } from './deployment.ts';

const broken = fault('server_error', { status: 500 });

/** What a lone deployment or several make of a call, in an environment that holds these variables. */
async function inEnvironment(
  variables: { readonly [name: string]: string },
  deployments: (clock: ReturnType<typeof drivenClock>) => readonly Deployment[],
) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const clock = drivenClock();
  const fast = deployments(clock);
  const router = createRouter({ clock, routes: { fast } });
  const start = clock.now();
  const error = await clock.run(failureOf(router.complete(request)));
  return { clock, fast, router, error, tookMs: clock.now() - start };
}

const failing = () => [deployment('a', [broken])];
const hanging = (clock: ReturnType<typeof drivenClock>): readonly ModelDeployment[] => [
  modelDeployment('a', [{ latencyMs: 0, does: 'hang' }], clock),
];

describe('N1 what the environment says to a router', () => {
  it.each([
    ['LITELLM_MAX_RETRIES', '4', 5],
    ['SCILLM_MAX_RETRIES', '0', 1],
    ['SCILLM_MAX_ATTEMPTS', '2', 2],
  ])('%s=%s bounds the attempts of a call', async (name, value, attempts) => {
    const limited = () => [deployment('a', [busy()])];
    const { error } = await inEnvironment({ [name]: value }, limited);
    expect(error.attempts).toHaveLength(attempts);
  });

  it('SCILLM_MAX_ATTEMPTS spans retries and fallbacks', async () => {
    const { error } = await inEnvironment({ SCILLM_MAX_ATTEMPTS: '7' }, () =>
      ['a', 'b', 'c', 'd'].map((id) => deployment(id, [broken])),
    );
    expect(askedIn(error.attempts).join('')).toBe('aaabbcd');
  });

  it.each([
    ['LITELLM_RETRY_AFTER', '3', 3000],
    ['SCILLM_RETRY_AFTER', '9s', 9000],
  ])('%s=%s is the shortest computed wait', async (name, value, floor) => {
    const { error } = await inEnvironment({ [name]: value }, failing);
    for (const { waitedMs } of error.attempts.slice(1)) {
      expect(waitedMs).toBeGreaterThanOrEqual(floor);
    }
  });

  it.each([
    ['5', ['a', 'b']],
    ['20', ['a', 'a', 'a', 'b']],
  ])('SCILLM_MAX_RETRY_AFTER=%s says which wait is kept in place', async (value, asked) => {
    const { error } = await inEnvironment({ SCILLM_MAX_RETRY_AFTER: value }, () => [
      deployment('a', [busy(12_000)]),
      deployment('b', [fault('auth', { status: 401 })]),
    ]);
    expect(askedIn(error.attempts).slice(0, asked.length)).toEqual(asked);
  });

  it.each(['LITELLM_TIMEOUT', 'SCILLM_TIMEOUT'])('%s ends an attempt', async (name) => {
    const { error } = await inEnvironment({ [name]: '7', LITELLM_MAX_RETRIES: '0' }, hanging);
    expect(error).toMatchObject({ code: 'timeout', reason: 'attempt' });
    expect(error.attempts[0]?.durationMs).toBe(7000);
  });

  it('SCILLM_DEADLINE ends the call', async () => {
    const { error, tookMs } = await inEnvironment({ SCILLM_DEADLINE: '9' }, hanging);
    expect([error.code, tookMs]).toEqual(['deadline', 9000]);
  });

  it.each<[string, keyof Timeouts]>([
    ['SCILLM_CONNECT_TIMEOUT', 'connectMs'],
    ['SCILLM_FIRST_TOKEN_TIMEOUT', 'firstTokenMs'],
    ['SCILLM_IDLE_TIMEOUT', 'idleMs'],
  ])('%s reaches the transport', async (name, field) => {
    const a = deployment('a', [broken]);
    const { router } = await inEnvironment({ [name]: '1250ms' }, () => [a]);
    expect(a.transport.calls[0]?.context.timeouts[field]).toBe(1250);
    expect(router.explain(request).timeouts[field]).toBe(1250);
  });

  it.each([
    ['120', 120_000],
    ['2500ms', 2500],
  ])('SCILLM_COOLDOWN_429_S=%s is how long a 429 without a wait rests', async (value, ms) => {
    const both = [deployment('a', [busy()]), deployment('b', [fault('auth', { status: 401 })])];
    const { router, clock } = await inEnvironment({ SCILLM_COOLDOWN_429_S: value }, () => both);
    const { untilMs } = router.snapshot().deployments[0] ?? {};
    expect(untilMs).toBe(clock.now() + ms);
  });

  it('SCILLM_RATE_LIMIT_QPS=2 starts calls made at 0 at 0, 500 and 1000', async () => {
    vi.stubEnv('SCILLM_RATE_LIMIT_QPS', '2');
    const clock = drivenClock();
    const start = clock.now();
    const router = createRouter({ clock, routes: { fast: [modelDeployment('a', 10, clock)] } });
    const calls = await clock.run(Promise.all([1, 2, 3].map(() => router.complete(request))));
    const starts = calls.map(({ scillm }) => scillm.attempts[0]?.startedAtMs);
    expect(starts).toEqual([start, start + 500, start + 1000]);
  });

  it('SCILLM_RATE_LIMIT_QPS yields to the option', async () => {
    vi.stubEnv('SCILLM_RATE_LIMIT_QPS', '0.001');
    const clock = drivenClock();
    const start = clock.now();
    const routes = { fast: [modelDeployment('a', 10, clock)] };
    const router = createRouter({ clock, routes, rateLimit: { perSecond: 0 } });
    await clock.run(Promise.all([1, 2, 3].map(() => router.complete(request))));
    expect(clock.now() - start).toBe(10);
  });

  it('N7 a bad value is refused with its name', () => {
    vi.stubEnv('SCILLM_RATE_LIMIT_QPS', 'fast');
    expect(() => createRouter({ routes: { fast: failing() } })).toThrow(
      'SCILLM_RATE_LIMIT_QPS is "fast". Use a number >= 0, such as 2 (0 turns it off).',
    );
  });
});
