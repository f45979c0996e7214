import { type Attempt, ChatError, type ChatRequest } from '@scillm/core';
import { type Simulator, startSimulator } from '@scillm/simulator';
import { afterEach, expect, it, vi } from 'vitest';
import { autoRouterFromEnv } from './index.ts';

const request: ChatRequest = {
  model: 'chutes/text',
  messages: [{ role: 'user', content: 'Return only {"ok": true} as JSON.' }],
};
const KIMI = 'moonshotai/Kimi-K2-Instruct-0905';

/** Both bases equally busy, so that the pin is first at both. */
const EVEN = '* /v1/chutes/utilization -> utilization=0.2';

const open: Simulator[] = [];
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

/** Points the environment at the simulator's two Chutes bases, which both take any header style. */
async function environment(faults: string): Promise<Simulator> {
  const script = `${faults}\n${EVEN}`;
  const simulator = await startSimulator({ surfaces: ['chutes-1', 'chutes-2'], faults: script });
  open.push(simulator);
  for (const [name, value] of Object.entries(simulator.env())) vi.stubEnv(name, value);
  vi.stubEnv('SCILLM_SIMULATOR', 'off');
  vi.stubEnv('LITELLM_RETRY_AFTER', '1ms');
  return simulator;
}

async function ask() {
  const router = await autoRouterFromEnv({ kind: 'text', requireJson: true });
  return router.complete(request);
}

function summary(attempts: readonly Attempt[]) {
  return attempts.map(({ deployment, kind, authStyle, outcome, code }) => ({
    deployment,
    kind,
    authStyle,
    outcome,
    ...(code === undefined ? {} : { code }),
  }));
}

it('A2 answers through a first base that refuses Bearer, and shows both tries', async () => {
  await environment('chutes-1 * -> auth=x-api-key');
  vi.stubEnv('CHUTES_API_BASE_2', '');
  vi.stubEnv('CHUTES_API_KEY_2', '');
  const { choices, scillm } = await ask();
  expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ ok: true });
  const deployment = `chutes:${KIMI}`;
  // Discovery met the 401 first and remembered what works, so the call itself needs one try.
  expect(summary(scillm.attempts)).toEqual([
    { deployment, kind: 'first', authStyle: 'x-api-key', outcome: 'served' },
  ]);
});

it('A2 shows the refused try where the call is the first to meet it', async () => {
  await environment('chutes-1 /v1/chat/completions -> auth=x-api-key');
  const { scillm } = await ask();
  const deployment = `chutes:${KIMI}`;
  expect(summary(scillm.attempts)).toEqual([
    { deployment, kind: 'first', authStyle: 'bearer', outcome: 'failed', code: 'auth' },
    { deployment, kind: 'auth', authStyle: 'x-api-key', outcome: 'served' },
  ]);
  expect(scillm.attempts.map(({ status }) => status)).toEqual([401, 200]);
});

it('goes to the healthy second base at once when the first answers 429 with Retry-After', async () => {
  const simulator = await environment('chutes-1 /v1/chat/completions -> status=429 retry-after=7');
  const router = await autoRouterFromEnv({ kind: 'text', requireJson: true });
  const { scillm } = await router.complete(request);
  expect(summary(scillm.attempts)).toEqual([
    {
      deployment: `chutes:${KIMI}`,
      kind: 'first',
      authStyle: 'bearer',
      outcome: 'failed',
      code: 'rate_limit',
    },
    { deployment: `chutes-2:${KIMI}`, kind: 'fallback', authStyle: 'x-api-key', outcome: 'served' },
  ]);
  expect(scillm.attempts[0]?.retryAfterMs).toBe(7000);
  expect(scillm.attempts[1]?.waitedMs).toBe(0);
  simulator.log.clear();
  const second = await router.complete(request);
  expect(second.scillm.servedBy).toBe(`chutes-2:${KIMI}`);
  expect(simulator.log.entries({ surface: 'chutes-1' })).toEqual([]);
});

it('answers from the second base when the first is down from the start', async () => {
  await environment('chutes-1 * -> refuse');
  const { scillm } = await ask();
  expect(summary(scillm.attempts)).toEqual([
    { deployment: `chutes-2:${KIMI}`, kind: 'first', authStyle: 'x-api-key', outcome: 'served' },
  ]);
});

it('answers from the second base when the first goes down after discovery', async () => {
  const simulator = await environment('');
  const router = await autoRouterFromEnv({ kind: 'text', requireJson: true });
  simulator.script('chutes-1 * -> refuse');
  const { scillm } = await router.complete(request);
  expect(summary(scillm.attempts)).toEqual([
    {
      deployment: `chutes:${KIMI}`,
      kind: 'first',
      authStyle: 'bearer',
      outcome: 'failed',
      code: 'network',
    },
    { deployment: `chutes-2:${KIMI}`, kind: 'fallback', authStyle: 'x-api-key', outcome: 'served' },
  ]);
});

it('E6 names every attempt and what to do when every base is down', async () => {
  await environment('* * -> refuse');
  const error = await ask().catch((reason: unknown) => reason);
  if (!ChatError.is(error)) throw new Error('The call should have failed.');
  expect(error.code).toBe('all_failed');
  expect(error.errors?.map(({ deployment, code }) => [deployment, code])).toEqual([
    [`chutes:${KIMI}`, 'network'],
    ['chutes:deepseek-ai/DeepSeek-V3.1', 'network'],
    [`chutes-2:${KIMI}`, 'network'],
    ['chutes-2:deepseek-ai/DeepSeek-V3.1', 'network'],
  ]);
  expect(error.attempts.length).toBeGreaterThanOrEqual(4);
  expect(error.attempts.every(({ outcome }) => outcome === 'failed')).toBe(true);
  expect(error.message).toContain(`chutes:${KIMI} network`);
  expect(error.message).toContain('scillm doctor');
  for (const each of error.errors ?? []) expect(each.message).toContain('Check the base URL');
});

it('F4 says what to set when nothing is set', async () => {
  for (const name of ['CHUTES_API_BASE', 'CHUTES_API_KEY', 'SCILLM_API_BASE', 'SCILLM_API_KEY'])
    vi.stubEnv(name, '');
  await expect(autoRouterFromEnv()).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringContaining('CHUTES_API_KEY'),
  });
});

it('F4 gives a reason per base when none can be used', async () => {
  await environment('* * -> status=404');
  for (const name of ['CHUTES_TEXT_MODEL', 'CHUTES_TEXT_MODEL_ALT1']) vi.stubEnv(name, '');
  await expect(autoRouterFromEnv()).rejects.toMatchObject({
    code: 'invalid_config',
    message: expect.stringMatching(/chutes: not_found \(404\); chutes-2: not_found \(404\)/),
  });
});

it('F3 routes images only to models known to see', async () => {
  await environment('');
  const router = await autoRouterFromEnv({ kind: 'vlm' });
  expect(router.routes).toEqual(['chutes/vlm', 'auto/vlm']);
  const { scillm } = await router.complete({ ...request, model: 'auto/vlm' });
  expect(scillm.servedModel).toBe('sim/Qwen/Qwen3-VL-235B-A22B-Instruct');
});
