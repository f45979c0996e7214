import { expect, it } from 'vitest';
import { drivenClock } from '../__fixtures__/driven-clock.ts';
import { modelDeployment } from '../__fixtures__/model-backend.ts';
import { request, settings } from '../__fixtures__/set-up.ts';
import { createRouter } from '../create-router.ts';
import type { Deployment } from '../deployment.ts';
import { usage } from './usage.ts';

const strategy = usage();

async function servedBy(fast: (clock: ReturnType<typeof drivenClock>) => readonly Deployment[]) {
  const clock = drivenClock();
  const router = createRouter({ settings, clock, strategy, routes: { fast: fast(clock) } });
  return async (count: number): Promise<string> => {
    const ids: string[] = [];
    for (let call = 0; call < count; call += 1) {
      ids.push((await clock.run(router.complete(request))).scillm.servedBy);
    }
    return ids.join('');
  };
}

it('7.2 usage asks the one with the smaller share of its calls in use', async () => {
  const ask = await servedBy((clock) => [
    modelDeployment('a', 1, clock, { limits: { rpm: 4 } }),
    modelDeployment('b', 1, clock, { limits: { rpm: 2 } }),
  ]);
  // Shares before each: 0 0 | .25 0 | .25 .5 | .5 .5 | .75 .5 | .75 1
  expect(await ask(6)).toBe('abaaba');
});

it('7.2 usage counts the tokens a call used once they are known, the larger share of both', async () => {
  const row = (tokens: number) => [{ latencyMs: 1, does: 'ok', tokens } as const];
  const ask = await servedBy((clock) => [
    modelDeployment('a', row(900), clock, { limits: { rpm: 100, tpm: 1000 } }),
    modelDeployment('b', row(20), clock, { limits: { rpm: 100, tpm: 1000 } }),
  ]);
  expect(await ask(4)).toBe('abbb');
});

it('7.2 usage prefers who has no limits', async () => {
  const ask = await servedBy((clock) => [
    modelDeployment('a', 1, clock, { limits: { rpm: 4 } }),
    modelDeployment('b', 1, clock),
  ]);
  expect(await ask(3)).toBe('abb');
});
