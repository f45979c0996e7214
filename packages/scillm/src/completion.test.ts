import { collect } from '@scillm/core';
import { type Simulator, startSimulator } from '@scillm/simulator';
import { afterEach, expect, it, vi } from 'vitest';
import { completion, completionStream } from './index.ts';

const messages = [{ role: 'user', content: 'Say OK' }] as const;
const MODEL = 'deepseek-ai/DeepSeek-V3.1';

const open: Simulator[] = [];
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

async function simulate(faults = ''): Promise<Simulator> {
  const simulator = await startSimulator({ surfaces: ['chutes-1'], faults });
  open.push(simulator);
  return simulator;
}

function useAsEnvironment(simulator: Simulator): void {
  for (const [name, value] of Object.entries(simulator.env())) vi.stubEnv(name, value);
}

it('F1 asks the base given, with the key given', async () => {
  const simulator = await simulate();
  const baseUrl = simulator.base('chutes-1');
  const { choices, scillm } = await completion(
    { model: MODEL, messages },
    { baseUrl, apiKey: simulator.key('chutes-1') },
  );
  expect(choices[0]?.message.content).toBe('OK');
  expect(scillm).toMatchObject({
    routing: 'direct',
    attemptCount: 1,
    authStyle: 'bearer',
    servedModel: `sim/${MODEL}`,
  });
});

it('F1 takes a chutes/ prefix off, and the pin where no model is named', async () => {
  const simulator = await simulate();
  useAsEnvironment(simulator);
  const prefixed = await completion({ model: `chutes/${MODEL}`, messages });
  expect(prefixed.model).toBe(`sim/${MODEL}`);
  const pinned = await completion({ messages });
  expect(pinned.model).toBe('sim/moonshotai/Kimi-K2-Instruct-0905');
});

it('F1 retries by the settings and never falls over', async () => {
  const simulator = await simulate('chutes-1 /v1/chat/completions n=1 -> status=500');
  useAsEnvironment(simulator);
  vi.stubEnv('LITELLM_RETRY_AFTER', '1ms');
  const { scillm } = await completion({ messages });
  expect(scillm.attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ['first', 'failed'],
    ['retry', 'served'],
  ]);
  expect(scillm.servedBy).toBe('chutes');
});

it('streams what it would have answered', async () => {
  const simulator = await simulate();
  useAsEnvironment(simulator);
  const whole = await completion({ messages });
  const streamed = await collect(await completionStream({ messages }));
  expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
  expect(streamed.usage).toEqual(whole.usage);
  expect(streamed.scillm.attempts[0]?.firstTokenMs).toBeTypeOf('number');
});

it('uses the simulator when it is allowed and nothing is set, and says so', async () => {
  for (const name of ['CHUTES_API_BASE', 'CHUTES_API_KEY', 'SCILLM_API_BASE']) vi.stubEnv(name, '');
  vi.stubEnv('SCILLM_SIMULATOR', 'on');
  const { scillm } = await completion({ messages });
  expect(scillm.simulated).toBe(true);
  expect(scillm.servedModel).toMatch(/^sim\//);
});

it('says which setting is missing when no model is named', async () => {
  const simulator = await simulate();
  await expect(
    completion({ messages }, { baseUrl: simulator.base('chutes-1') }),
  ).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringContaining('SCILLM_DEFAULT_MODEL'),
  });
});

it('C2 rejects a call that was aborted before it began, without asking anybody', async () => {
  const simulator = await simulate();
  useAsEnvironment(simulator);
  const reason = new Error('changed my mind');
  const call = completion({ messages }, { signal: AbortSignal.abort(reason) });
  await expect(call).rejects.toMatchObject({ code: 'aborted', cause: reason, attempts: [] });
  expect(simulator.log.entries()).toEqual([]);
});
