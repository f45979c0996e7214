import { fakeClock } from '@scillm/core/testing';
import { roundRobin } from '@scillm/router';
import { describe, expect, it, vi } from 'vitest';
import { failureOf, until } from './__fixtures__/outcome.ts';
import { DEEPSEEK, KIMI } from './__fixtures__/ranked.ts';
import { simulatedEnvironment } from './__fixtures__/simulated-environment.ts';
import { type InferOptions, inferWithFallback } from './index.ts';

const messages = [{ role: 'user', content: 'Say OK' }] as const;

type RouterOptions = NonNullable<InferOptions['routerOptions']>;

const selected = async (routerOptions: RouterOptions, more: Partial<InferOptions> = {}) =>
  (await inferWithFallback({ messages, routerOptions, ...more })).meta.selected;

/** Whether a call is the first one of its router, by whose turn it is. */
async function isFirst(more: Partial<InferOptions> = {}, options: RouterOptions = {}) {
  const routerOptions = { strategy: roundRobin(), ...options };
  const { meta } = await inferWithFallback({ messages, routerOptions, ...more });
  return meta.selected === meta.preferred;
}

describe('F5 what calls of inferWithFallback with the same options share', () => {
  it('is whose turn it is', async () => {
    await simulatedEnvironment();
    const turns: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      turns.push(await selected({ strategy: roundRobin() }));
    }
    expect(new Set(turns.slice(0, 4)).size).toBe(4);
    expect(turns[4]).toBe(turns[0]);
  });

  it('is the bulkhead, whoever listens', async () => {
    await simulatedEnvironment();
    const events: string[] = [];
    const call = (name: string) =>
      inferWithFallback({
        messages,
        maxBases: 1,
        routerOptions: {
          bulkhead: { limit: 1 },
          onEvent: ({ type }) => {
            if (type !== 'wait') events.push(`${name} ${type}`);
          },
        },
      });
    await Promise.all([call('a'), call('b')]);
    const [first, ...others] = events;
    const [one, two] = first?.startsWith('a') === true ? ['a', 'b'] : ['b', 'a'];
    expect([first, ...others]).toEqual([
      `${one} attempt_start`,
      `${one} attempt_end`,
      `${two} attempt_start`,
      `${two} attempt_end`,
    ]);
  });

  it('is nothing with other options, or in another environment', async () => {
    await simulatedEnvironment();
    expect([await isFirst(), await isFirst()]).toEqual([true, false]);
    expect(await isFirst({}, { maxHops: 1 })).toBe(true);
    expect(await isFirst({ kind: 'vlm' })).toBe(true);
    vi.stubEnv('SCILLM_RATE_LIMIT_QPS', '1000');
    expect(await isFirst()).toBe(true);
    vi.stubEnv('SCILLM_RATE_LIMIT_QPS', '');
    expect(await isFirst()).toBe(false);
    await simulatedEnvironment();
    expect(await isFirst()).toBe(true);
  });
});

describe('F5 the time of a call', () => {
  it('is over where the discovery takes all of it', async () => {
    const simulator = await simulatedEnvironment('* /v1/models -> hang');
    const clock = fakeClock();
    const options = { messages, deadlineMs: 1000, routerOptions: { clock } };
    const late = failureOf(inferWithFallback(options));
    await until(() => simulator.log.entries({ path: '/v1/models' }).length === 2);
    clock.advance(1000);
    expect(await late).toMatchObject({
      code: 'deadline',
      message: expect.stringContaining('Raise deadlineMs or SCILLM_DEADLINE'),
    });
    expect(simulator.log.entries({ path: '/v1/chat/completions' })).toEqual([]);
  });

  it('is what the discovery left of it', async () => {
    const clock = fakeClock();
    const simulator = await simulatedEnvironment('* /v1/chat/completions -> hang', {
      onRequest: ({ surface, path }) => {
        if (surface === 'chutes-1' && path === '/v1/models') clock.advance(5000);
      },
    });
    const lone = { messages, maxBases: 1, maxCandidatesPerBase: 1 };
    const options = { ...lone, deadlineMs: 6000, routerOptions: { clock } };
    const late = failureOf(inferWithFallback(options));
    await until(() => simulator.log.entries({ path: '/v1/chat/completions' }).length === 1);
    clock.advance(1000);
    expect((await late).code).toBe('deadline');
  });

  it('bounds no more than the call: what was found serves the next one', async () => {
    const simulator = await simulatedEnvironment();
    const leave = new AbortController();
    leave.abort('gone');
    const left = failureOf(inferWithFallback({ messages, signal: leave.signal }));
    expect(await left).toMatchObject({ code: 'aborted', cause: 'gone' });
    expect(await selected({})).toBe(`chutes:${KIMI}`);
    simulator.script(`* * model=${KIMI} -> status=500`);
    expect(await selected({}, { maxRetries: 0 })).toBe(`chutes:${DEEPSEEK}`);
  });
});
