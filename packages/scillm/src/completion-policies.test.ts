import { type FakeClock, fakeClock } from '@scillm/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { failureOf } from './__fixtures__/outcome.ts';
import { DEEPSEEK, KIMI } from './__fixtures__/ranked.ts';
import { simulatedEnvironment } from './__fixtures__/simulated-environment.ts';
import {
  autoRouterFromEnv,
  completion,
  completionStream,
  firstSuccess,
  inferWithFallback,
} from './index.ts';

const messages = [{ role: 'user', content: 'Say OK' }] as const;
const DOWN = '/v1/chat/completions n=1..9 -> status=500';

/** One call that takes no real time, and how it ended. */
async function patientCall(options: Parameters<typeof completion>[1] = {}) {
  const clock = fakeClock();
  const startedMs = clock.now();
  const outcome = await completion({ model: KIMI, messages }, { clock, ...options }).then(
    ({ scillm }) => ({ attempts: scillm.attemptCount, code: 'ok' }),
    (error) => ({ attempts: error.attempts.length, code: error.code }),
  );
  return { ...outcome, clock, tookMs: clock.now() - startedMs };
}

describe('F8 a tenacious direct call', () => {
  it('is what SCILLM_TENACIOUS makes of every direct call', async () => {
    await simulatedEnvironment(`* ${DOWN}`);
    vi.stubEnv('SCILLM_TENACIOUS', '1');
    expect(await patientCall()).toMatchObject({ attempts: 10, code: 'ok' });
  });

  it('is what the call says, whatever SCILLM_TENACIOUS says', async () => {
    await simulatedEnvironment(`* ${DOWN}`);
    vi.stubEnv('LITELLM_MAX_RETRIES', '1');
    expect(await patientCall()).toMatchObject({ attempts: 2, code: 'server_error' });
    expect(await patientCall({ tenacious: true })).toMatchObject({ attempts: 8, code: 'ok' });
  });

  it('N1 gives way to a call that names its retries or refuses', async () => {
    await simulatedEnvironment('* /v1/chat/completions -> status=500');
    vi.stubEnv('SCILLM_TENACIOUS', 'yes');
    vi.stubEnv('LITELLM_MAX_RETRIES', '2');
    expect((await patientCall({ maxRetries: 0 })).attempts).toBe(1);
    expect((await patientCall({ tenacious: false })).attempts).toBe(3);
  });

  it('ends with its last error at SCILLM_MAX_WALL_TIME_S, not at the deadline of other calls', async () => {
    await simulatedEnvironment('* /v1/chat/completions -> status=500');
    vi.stubEnv('SCILLM_DEADLINE', '1');
    vi.stubEnv('SCILLM_MAX_WALL_TIME_S', '1h');
    const { code, attempts, tookMs } = await patientCall({ tenacious: true });
    expect(code).toBe('server_error');
    expect(attempts).toBeGreaterThan(10);
    expect(tookMs).toBeGreaterThan(60_000);
    expect(tookMs).toBeLessThanOrEqual(3_600_000);
  });

  it('is bounded by a deadline that the call names', async () => {
    await simulatedEnvironment('* /v1/chat/completions -> status=500');
    const { code, tookMs } = await patientCall({ tenacious: true, deadlineMs: 60_000 });
    expect(code).toBe('server_error');
    expect(tookMs).toBeLessThanOrEqual(60_000);
  });

  it('is over at the wall time where the call names a later deadline', async () => {
    await simulatedEnvironment('* /v1/chat/completions -> status=500');
    vi.stubEnv('SCILLM_MAX_WALL_TIME_S', '1m');
    const { code, tookMs } = await patientCall({ tenacious: true, deadlineMs: 3_600_000 });
    expect(code).toBe('server_error');
    expect(tookMs).toBeLessThanOrEqual(60_000);
  });

  it('waits for a stream to begin, too', async () => {
    await simulatedEnvironment(`* ${DOWN}`);
    const call = { clock: fakeClock(), tenacious: true };
    let last: unknown;
    for await (const chunk of await completionStream({ model: KIMI, messages }, call)) last = chunk;
    expect(last).toMatchObject({ scillm: { attemptCount: 10 } });
  });

  it('does not insist on what may not pass', async () => {
    await simulatedEnvironment('* /v1/chat/completions -> status=404');
    expect(await patientCall({ tenacious: true })).toMatchObject({
      attempts: 1,
      code: 'not_found',
    });
  });
});

describe('Q4 SCILLM_RATE_LIMIT_QPS', () => {
  /** The calls of a pool one after the other, on one clock. */
  async function sleeps(call: (clock: FakeClock) => Promise<unknown>): Promise<readonly number[]> {
    await simulatedEnvironment();
    vi.stubEnv('SCILLM_RATE_LIMIT_QPS', '2');
    const clock = fakeClock();
    for (let count = 0; count < 3; count += 1) await call(clock);
    return clock.sleeps;
  }

  it('spaces direct calls', async () => {
    const call = (clock: FakeClock) => completion({ model: KIMI, messages }, { clock });
    expect(await sleeps(call)).toEqual([500, 500]);
  });

  it('spaces the calls of firstSuccess', async () => {
    const call = (clock: FakeClock) => firstSuccess([{ model: KIMI }], { messages }, { clock });
    expect(await sleeps(call)).toEqual([500, 500]);
  });

  it('spaces the calls of inferWithFallback, of routers, and of all of them together', async () => {
    const infer = (clock: FakeClock) => inferWithFallback({ messages, routerOptions: { clock } });
    expect(await sleeps(infer)).toEqual([500, 500]);
    const mixed = [
      infer,
      (clock: FakeClock) => completion({ model: DEEPSEEK, messages }, { clock }),
      async (clock: FakeClock) => {
        const router = await autoRouterFromEnv({ routerOptions: { clock } });
        return router.complete({ model: 'auto/text', messages });
      },
    ];
    expect(await sleeps((clock) => mixed.shift()?.(clock) ?? Promise.resolve())).toEqual([
      500, 500,
    ]);
  });

  it('moves on in firstSuccess where a place would come too late', async () => {
    await simulatedEnvironment();
    vi.stubEnv('SCILLM_RATE_LIMIT_QPS', '0.001');
    const clock = fakeClock();
    const list = [{ model: KIMI }, { model: DEEPSEEK }];
    await firstSuccess(list, { messages }, { clock });
    const error = await failureOf(firstSuccess(list, { messages }, { clock }));
    expect(error.errors?.map(({ code }) => code)).toEqual(['local_limit', 'local_limit']);
  });
});
