import { getEventListeners } from 'node:events';
import type { CallOptions } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import { modelDeployment, type Outcome } from './__fixtures__/model-backend.ts';
import { deployment, failureOf, fault, request, settings, storyOf } from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';
import type { Deployment } from './deployment.ts';
import type { HedgeOptions } from './hedging.ts';
import type { RouterOptions } from './router-options.ts';

const ok = (latencyMs: number): Outcome => ({ latencyMs, does: 'ok' });
const broken = (latencyMs: number): Outcome => ({ latencyMs, does: fault('server_error') });
const refused = fault('auth', { status: 401 });

type Backend = readonly [
  id: string,
  outcomes: number | readonly Outcome[],
  rest?: Partial<Deployment>,
];

/** A router that hedges, on a driven clock; its share is no limit unless given. */
function hedged(
  backends: readonly Backend[],
  hedge: Partial<HedgeOptions> = {},
  options: Partial<RouterOptions> = {},
) {
  const clock = drivenClock();
  const deployments = backends.map(([id, outcomes, rest]) =>
    modelDeployment(id, outcomes, clock, { maxRetries: 0, ...rest }),
  );
  const router = createRouter({
    ...{ settings, clock, ...options },
    routes: { fast: deployments, ...options.routes },
    hedge: { afterMs: 500, ratio: 1, ...hedge },
  });
  const ask = (call: CallOptions = {}) => clock.run(router.complete(request, call));
  const story = async (call: CallOptions = {}): Promise<readonly string[]> => {
    const work = router.complete(request, call).then(({ scillm }) => scillm);
    return storyOf((await clock.run(work.catch((error) => error))).attempts);
  };
  const expectNothingLeft = (): void => {
    expect(clock.pending).toBe(0);
    expect(router.snapshot().deployments.map(({ inFlight }) => inFlight)).toEqual(
      deployments.map(() => 0),
    );
  };
  return { clock, router, deployments, ask, story, expectNothingLeft };
}

describe('T7 a hedge', () => {
  it('starts when the first is slow, and the first to answer wins', async () => {
    const { clock, ask, expectNothingLeft } = hedged([
      ['a', 5000],
      ['b', 100],
    ]);
    const start = clock.now();
    const { scillm } = await ask();
    expect(clock.now() - start).toBe(600);
    expect(storyOf(scillm.attempts)).toEqual(['a first aborted', 'b hedge served']);
    expect(scillm).toMatchObject({ servedBy: 'b', attemptCount: 2 });
    expect(scillm.attempts[1]).toMatchObject({ decision: 'the first is slow', waitedMs: 0 });
    expect(scillm.attempts[0]).toMatchObject({ code: 'aborted', durationMs: 600 });
    expectNothingLeft();
  });

  it('loses to a first that answers after all, and does not start for one in time', async () => {
    const { story, expectNothingLeft } = hedged([
      ['a', [ok(700), ok(500), ok(501)]],
      ['b', 5000],
    ]);
    expect(await story()).toEqual(['a first served', 'b hedge aborted']);
    expectNothingLeft();
    expect((await story()).at(0)).toBe('a first served');
    expect(await story()).toEqual(['a first served', 'b hedge aborted']);
    expectNothingLeft();
  });

  it('is off by default', async () => {
    const clock = drivenClock();
    const [a, b] = [modelDeployment('a', 5000, clock), modelDeployment('b', 1, clock)];
    const router = createRouter({ settings, clock, routes: { fast: [a, b] } });
    expect((await clock.run(router.complete(request))).scillm.attemptCount).toBe(1);
  });

  it('goes on by the first that answers where one of the two fails', async () => {
    const firstFails = hedged([
      ['a', [broken(700)]],
      ['b', 1000],
    ]);
    expect(await firstFails.story()).toEqual(['a first server_error', 'b hedge served']);
    firstFails.expectNothingLeft();
    const hedgeFails = hedged([
      ['a', 1000],
      ['b', [broken(10)]],
    ]);
    expect(await hedgeFails.story()).toEqual(['a first served', 'b hedge server_error']);
    hedgeFails.expectNothingLeft();
  });

  it('E6 where both fail goes on, and names every error in the order they were asked', async () => {
    for (const [a, b] of [
      [600, 1000],
      [2000, 10],
    ] as const) {
      const { clock, router, expectNothingLeft } = hedged([
        ['a', [broken(a)]],
        ['b', [{ latencyMs: b, does: refused }]],
        ['c', [broken(5)]],
      ]);
      const error = await clock.run(failureOf(router.complete(request)));
      expect(error.code).toBe('all_failed');
      expect(error.errors?.map(({ deployment }) => deployment)).toEqual(['a', 'b', 'c']);
      expect(error.cause).toBe(error.errors?.[0]);
      expect(error.attempts.map(({ deployment }) => deployment)).toEqual(['a', 'b', 'c']);
      expectNothingLeft();
    }
  });

  it('T4 is not asked again when it failed before the first', async () => {
    const { story } = hedged([
      ['a', [broken(2000)]],
      ['b', [broken(10)]],
    ]);
    expect(await story()).toEqual(['a first server_error', 'b hedge server_error']);
  });

  it('Q2 tells health of a failure at once, though the other is still asked', async () => {
    const { clock, router } = hedged([
      ['a', [{ latencyMs: 600, does: refused }]],
      ['b', 9000],
    ]);
    const call = router.complete(request);
    await clock.run(clock.sleep(700, new AbortController().signal));
    expect(router.snapshot().deployments[0]).toMatchObject({ state: 'open', code: 'auth' });
    await clock.run(call);
  });

  it('B10 counts for nothing when it is cancelled', async () => {
    const { ask, router, deployments } = hedged([
      ['a', 5000],
      ['b', 100],
    ]);
    for (let count = 0; count < 6; count += 1) await ask();
    expect(router.snapshot().deployments.map(({ state }) => state)).toEqual(['closed', 'closed']);
    expect(router.snapshot().deployments[0]?.latencyMs.complete).toBeNull();
    expect(deployments.map(({ transport }) => transport.hits)).toEqual([6, 6]);
  });

  it('is recorded with its usage, as cancelled, where both answer in the same moment', async () => {
    const tokens = 7;
    const { ask, expectNothingLeft } = hedged([
      ['a', [{ latencyMs: 600, does: 'ok', tokens }]],
      ['b', [{ latencyMs: 100, does: 'ok', tokens }]],
    ]);
    const { scillm } = await ask();
    const outcomes = scillm.attempts.map(({ outcome }) => outcome);
    expect([...outcomes].sort()).toEqual(['cancelled', 'served']);
    expect(scillm.attempts[outcomes.indexOf('served')]?.deployment).toBe(scillm.servedBy);
    expect(scillm.attempts.map(({ usage }) => usage?.total_tokens)).toEqual([7, 7]);
    expectNothingLeft();
  });
});

describe('T7 a hedge is asked of', () => {
  it('another pool only', async () => {
    const pool = 'key';
    const { story } = hedged([
      ['a', 5000, { pool }],
      ['b', 1, { pool }],
      ['c', 1],
    ]);
    expect(await story()).toEqual(['a first aborted', 'c hedge served']);
    const alone = hedged([
      ['a', 5000, { pool }],
      ['b', 1, { pool }],
    ]);
    expect(await alone.story()).toEqual(['a first served']);
  });

  it('whoever the chain says, with the changes of that route', async () => {
    const clock = drivenClock();
    const [a, b] = [modelDeployment('a', 5000, clock), deployment('b', ['answer'])];
    const router = createRouter({
      ...{ settings, clock, hedge: { afterMs: 500, ratio: 1 } },
      routes: { fast: [a], spare: [b] },
      fallbacks: { generic: { fast: [{ route: 'spare', override: { temperature: 0 } }] } },
    });
    const { scillm } = await clock.run(router.complete(request));
    expect(storyOf(scillm.attempts)).toEqual(['a first aborted', 'b hedge served']);
    expect(b.transport.calls[0]?.request).toMatchObject({ model: 'b-model', temperature: 0 });
  });

  it('nobody who rests, would be a probe, or is to be avoided', async () => {
    const { clock, router, story } = hedged([
      ['a', 5000],
      ['b', [{ latencyMs: 1, does: refused }, ok(1)]],
    ]);
    expect(await story({ avoid: ['b'] })).toEqual(['a first served']);
    await clock.run(router.complete(request, { avoid: ['a'], maxRetries: 0 }));
    expect(router.snapshot().deployments[1]?.state).toBe('open');
    expect(await story()).toEqual(['a first served']);
    await clock.run(clock.sleep(600_000, new AbortController().signal));
    expect(router.snapshot().deployments[1]?.state).toBe('half-open');
    expect(await story()).toEqual(['a first served']);
  });
});

describe('T7 of a call that is left', () => {
  it('both attempts end at once, nothing is learnt, and nobody listens any more', async () => {
    const { clock, router, expectNothingLeft } = hedged([
      ['a', 5000],
      ['b', 5000],
    ]);
    const controller = new AbortController();
    const call = failureOf(router.complete(request, { signal: controller.signal }));
    const at = clock.now();
    clock.alarm(at + 800, () => controller.abort('bored'));
    const error = await clock.run(call);
    expect(error).toMatchObject({ code: 'aborted', cause: 'bored' });
    expect(storyOf(error.attempts)).toEqual(['a first aborted', 'b hedge aborted']);
    expect(clock.now() - at).toBe(800);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    expect(router.snapshot().deployments.map(({ state }) => state)).toEqual(['closed', 'closed']);
    expectNothingLeft();
  });

  it('B7 a probe beside the hedge is free again', async () => {
    const outcomes = [{ latencyMs: 1, does: refused }, ok(5000), ok(1)] as const;
    const { clock, router, story, expectNothingLeft } = hedged([
      ['a', outcomes],
      ['b', [ok(1), ok(5000)]],
    ]);
    expect(await story()).toEqual(['a first auth', 'b fallback served']);
    await clock.run(clock.sleep(600_000, new AbortController().signal));
    const controller = new AbortController();
    const call = failureOf(router.complete(request, { signal: controller.signal }));
    clock.alarm(clock.now() + 800, () => controller.abort());
    expect(storyOf((await clock.run(call)).attempts)).toEqual([
      'a probe aborted',
      'b hedge aborted',
    ]);
    expect(await story()).toEqual(['a probe served']);
    expectNothingLeft();
  });
});
