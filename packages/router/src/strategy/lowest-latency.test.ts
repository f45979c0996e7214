import { collect } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { drivenClock } from '../__fixtures__/driven-clock.ts';
import { modelDeployment, type Outcome } from '../__fixtures__/model-backend.ts';
import { deployment, fault, request, settings } from '../__fixtures__/set-up.ts';
import { createRouter } from '../create-router.ts';
import type { Deployment } from '../deployment.ts';
import type { Router } from '../router.ts';
import { lowestLatency } from './lowest-latency.ts';
import type { StrategyView } from './strategy.ts';

const strategy = lowestLatency();

function routerOver(deployments: (clock: ReturnType<typeof drivenClock>) => readonly Deployment[]) {
  const clock = drivenClock();
  const router = createRouter({ settings, clock, strategy, routes: { fast: deployments(clock) } });
  const ask = async (count: number): Promise<string> => {
    const ids: string[] = [];
    for (let call = 0; call < count; call += 1) {
      ids.push((await clock.run(router.complete(request))).scillm.servedBy);
    }
    return ids.join('');
  };
  return { clock, router, ask };
}

const latencies = (router: Router, kind: 'complete' | 'stream'): readonly (number | null)[] =>
  router.snapshot().deployments.map(({ latencyMs }) => latencyMs[kind]);

describe('7.2 lowestLatency', () => {
  it('asks everybody once, then the faster of the two drawn', async () => {
    const { ask } = routerOver((clock) => [
      modelDeployment('a', 300, clock),
      modelDeployment('b', 100, clock),
    ]);
    expect(await ask(6)).toBe('abbbbb');
  });

  it('spreads first calls over those nobody has heard of', async () => {
    const { clock, router } = routerOver((clock) => [
      modelDeployment('a', 300, clock),
      modelDeployment('b', 100, clock),
      modelDeployment('c', 100, clock),
    ]);
    const calls = Array.from({ length: 6 }, () => router.complete(request));
    expect(router.snapshot().deployments.map(({ inFlight }) => inFlight)).toEqual([2, 2, 2]);
    await clock.run(Promise.all(calls));
  });

  it('weighs a latency by attempts under way plus one', async () => {
    const { clock, router, ask } = routerOver((clock) => [
      modelDeployment('a', 100, clock),
      modelDeployment('b', 250, clock),
    ]);
    await ask(2);
    const calls = Array.from({ length: 7 }, () => router.complete(request));
    const busy = router.snapshot().deployments.map(({ inFlight }) => inFlight);
    expect(busy).toEqual([5, 2]);
    await clock.run(Promise.all(calls));
  });

  it('is a peak: a slow answer counts at once and fades within seconds', async () => {
    const row = (latencyMs: number): Outcome => ({ latencyMs, does: 'ok' });
    const { clock, router } = routerOver((clock) => [
      modelDeployment('a', [row(100), row(900), row(100)], clock),
    ]);
    const seen: number[] = [];
    for (let call = 0; call < 3; call += 1) {
      await clock.run(router.complete(request));
      seen.push(Math.round(latencies(router, 'complete')[0] ?? 0));
    }
    expect(seen.slice(0, 2)).toEqual([100, 900]);
    expect(seen[2]).toBe(Math.round(900 * Math.exp(-0.01) + 100 * (1 - Math.exp(-0.01))));
  });

  it('charges a counted fault with the whole time limit, and asks it again when that has faded', async () => {
    const { clock, router, ask } = routerOver((clock) => [
      modelDeployment(
        'a',
        [
          { latencyMs: 1, does: fault('server_error') },
          { latencyMs: 50, does: 'ok' },
        ],
        clock,
        {
          timeouts: { attemptMs: 7000 },
          maxRetries: 0,
        },
      ),
      modelDeployment('b', 100, clock),
    ]);
    expect(await ask(1)).toBe('b');
    expect(latencies(router, 'complete')[0]).toBeCloseTo(7000 * Math.exp(-0.01));
    expect(await ask(3)).toBe('bbb');
    await clock.run(clock.sleep(60_000, new AbortController().signal));
    await ask(1);
    expect(await ask(1)).toBe('a');
  });

  it('does not charge what says nothing of the speed', async () => {
    const { router, ask } = routerOver((clock) => [
      modelDeployment('a', [{ latencyMs: 1, does: fault('auth', { status: 401 }) }], clock),
      modelDeployment('b', 100, clock),
    ]);
    await ask(1);
    expect(latencies(router, 'complete')[0]).toBeNull();
  });

  it('samples the first token of a stream, apart from whole answers', async () => {
    const { clock, router } = routerOver((clock) => [modelDeployment('a', 120, clock)]);
    const stream = await clock.run(router.stream(request));
    await clock.run(clock.sleep(5000, new AbortController().signal));
    await collect(stream);
    expect(latencies(router, 'complete')).toEqual([null]);
    expect(latencies(router, 'stream')[0]).toBeCloseTo(120 * Math.exp(-0.5));
  });

  it('draws two of many, and not the best of all', () => {
    const ids = ['a', 'b', 'c', 'd'];
    const candidates = ids.map((id) => deployment(id, ['answer']));
    const view = {
      latencyMs: (id: string) => 100 * (ids.indexOf(id) + 1),
      inFlight: () => 0,
    } as unknown as StrategyView;
    const first = (...chances: number[]): string | undefined =>
      strategy.order(candidates, view, () => chances.shift() ?? 0)[0]?.id;
    expect(first(0.99, 0.99)).toBe('c');
    expect(first(0.5, 0)).toBe('c');
    expect(first(0, 0)).toBe('a');
    expect(first(0.3, 0.99)).toBe('a');
  });
});
