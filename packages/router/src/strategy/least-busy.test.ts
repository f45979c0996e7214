import { collect } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { drivenClock } from '../__fixtures__/driven-clock.ts';
import { modelDeployment } from '../__fixtures__/model-backend.ts';
import { failureOf, fault, request, settings } from '../__fixtures__/set-up.ts';
import { createRouter } from '../create-router.ts';
import type { Deployment } from '../deployment.ts';
import type { Router } from '../router.ts';
import { leastBusy } from './least-busy.ts';

const strategy = leastBusy();
const inFlight = (router: Router): readonly number[] =>
  router.snapshot().deployments.map((each) => each.inFlight);

describe('7.2 leastBusy', () => {
  const clock = drivenClock();
  const routerOver = (fast: readonly Deployment[]): Router =>
    createRouter({ settings, clock, strategy, routes: { fast } });

  it('spreads calls under way evenly, by weight', async () => {
    const router = routerOver([
      modelDeployment('a', 1000, clock),
      modelDeployment('b', 1000, clock, { weight: 2 }),
      modelDeployment('none', 1000, clock, { weight: 0 }),
    ]);
    const calls = Array.from({ length: 9 }, () => router.complete(request));
    expect(inFlight(router)).toEqual([3, 6, 0]);
    await clock.run(Promise.all(calls));
    expect(inFlight(router)).toEqual([0, 0, 0]);
  });

  it('asks who is free while another is at work', async () => {
    const router = routerOver([modelDeployment('a', 5000, clock), modelDeployment('b', 10, clock)]);
    const slow = router.complete(request);
    const served: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      served.push((await clock.run(router.complete(request))).scillm.servedBy);
    }
    expect(served).toEqual(['b', 'b', 'b']);
    await clock.run(slow);
  });

  it('I10 counts a stream until it has ended, broken or been left', async () => {
    const cut = fault('stream_cut', { reason: 'socket' });
    const outcomes = [
      { latencyMs: 1, does: 'ok' },
      { latencyMs: 1, does: 'ok', cut },
      { latencyMs: 1, does: 'ok' },
      { latencyMs: 1, does: 'ok' },
    ] as const;
    const router = routerOver([modelDeployment('a', outcomes, clock)]);
    const open = async () => {
      const stream = await clock.run(router.stream(request));
      expect(inFlight(router)).toEqual([1]);
      return stream;
    };
    await collect(await open());
    expect(inFlight(router)).toEqual([0]);
    await failureOf(collect(await open()));
    expect(inFlight(router)).toEqual([0]);
    for await (const _ of await open()) break;
    expect(inFlight(router)).toEqual([0]);
    await (await open())[Symbol.asyncIterator]().return?.();
    expect(inFlight(router)).toEqual([0]);
    expect(clock.pending).toBe(0);
  });

  it('I10 counts no failure and no call that was left', async () => {
    const router = routerOver([
      modelDeployment('a', [{ latencyMs: 5, does: fault('server_error') }], clock),
      modelDeployment('b', [{ latencyMs: 5, does: 'hang' }], clock),
    ]);
    const controller = new AbortController();
    const call = failureOf(router.complete(request, { signal: controller.signal }));
    clock.alarm(clock.now() + 50, () => controller.abort());
    expect((await clock.run(call)).code).toBe('aborted');
    expect(inFlight(router)).toEqual([0, 0]);
    expect(clock.pending).toBe(0);
  });
});
