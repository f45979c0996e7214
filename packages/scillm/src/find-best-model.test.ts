import { describe, expect, it } from 'vitest';
import { failureOf } from './__fixtures__/outcome.ts';
import { KIMI, loneBase, QWEN } from './__fixtures__/ranked.ts';
import { bareEnvironment, simulatedEnvironment } from './__fixtures__/simulated-environment.ts';
import { findBestModel } from './index.ts';

describe('F6 findBestModel', () => {
  it('is the first that is not busy, with where it is and why', async () => {
    const simulator = await simulatedEnvironment();
    expect(await findBestModel()).toEqual({
      deployment: `chutes:${KIMI}`,
      base: simulator.base('chutes-1'),
      model: KIMI,
      utilisation: 0.55,
      reason: 'first in rank, pinned, utilisation 0.55',
    });
  });

  it('is the least utilised where all are busy, and null where there is none', async () => {
    const busy = `* /v1/chutes/utilization model=${QWEN} -> utilization=0.91\n* /v1/chutes/utilization -> utilization=0.95`;
    await simulatedEnvironment(busy);
    loneBase();
    const best = await findBestModel({ maxCandidatesPerBase: 9 });
    expect(best).toMatchObject({ model: QWEN, utilisation: 0.91 });
    expect(best?.reason).toContain('all are busy');
    await simulatedEnvironment('* /v1/models -> status=500');
    loneBase();
    expect(await findBestModel()).toBeNull();
  });

  it('F4 says what to set when nothing is set', async () => {
    bareEnvironment();
    expect((await failureOf(findBestModel())).message).toContain('CHUTES_API_KEY');
  });
});
