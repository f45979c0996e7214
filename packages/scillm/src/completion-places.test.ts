import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { failureOf } from './__fixtures__/outcome.ts';
import {
  bareEnvironment,
  simulate,
  simulatedEnvironment,
} from './__fixtures__/simulated-environment.ts';
import { completion, completionStream } from './index.ts';

const messages = [{ role: 'user', content: 'Say OK' }] as const;
const KIMI = 'moonshotai/Kimi-K2-Instruct-0905';
const DEEPSEEK = 'deepseek-ai/DeepSeek-V3.1';

/** A Chutes base of the environment, and OpenAI's service as any other base. */
async function bothKinds() {
  bareEnvironment();
  const simulator = await simulate();
  vi.stubEnv('CHUTES_API_BASE', simulator.base('chutes-1'));
  vi.stubEnv('CHUTES_API_KEY', simulator.key('chutes-1'));
  vi.stubEnv('SCILLM_API_BASE', simulator.base('openai'));
  vi.stubEnv('SCILLM_API_KEY', simulator.key('openai'));
  return simulator;
}

async function baseOf(...call: Parameters<typeof completion>) {
  return (await completion(...call)).scillm.attempts[0]?.base;
}

describe('F1 whom a direct call asks', () => {
  it('is the provider named, before the prefix, before the first base', async () => {
    const simulator = await bothKinds();
    const chutes = simulator.base('chutes-1');
    const other = simulator.base('openai');
    expect(await baseOf({ model: KIMI, messages })).toBe(chutes);
    expect(await baseOf({ model: `chutes/${KIMI}`, messages })).toBe(chutes);
    expect(await baseOf({ model: 'gpt-5', messages }, { provider: 'compatible' })).toBe(other);
    const verbatim = { model: 'chutes/x', messages };
    const { model } = await completion(verbatim, { provider: 'compatible' });
    expect(model).toBe('sim/chutes/x');
  });

  it('is the provider of the prefix at the base given, without a key of the environment', async () => {
    const simulator = await bothKinds();
    const baseUrl = simulator.base('chutes-2');
    const apiKey = simulator.key('chutes-2');
    const call = { baseUrl, apiKey, authStyle: 'x-api-key' } as const;
    const { scillm } = await completion({ model: `chutes/${KIMI}`, messages }, call);
    expect(scillm).toMatchObject({ servedBy: 'chutes', authStyle: 'x-api-key' });
    simulator.log.clear();
    await failureOf(completion({ model: `chutes/${KIMI}`, messages }, { baseUrl }));
    await failureOf(completion({ model: KIMI, messages }, { baseUrl }));
    expect(simulator.log.entries().map(({ authStyle }) => authStyle)).toEqual(['none', 'none']);
  });

  it('is a preset with the key of its variable, where the provider is named', async () => {
    const simulator = await bothKinds();
    vi.stubEnv('GROQ_API_KEY', simulator.key('openai'));
    const call = { provider: 'groq', baseUrl: simulator.base('openai') } as const;
    const { scillm } = await completion({ model: 'gpt-5', messages }, call);
    expect(scillm).toMatchObject({ servedBy: 'groq', authStyle: 'bearer' });
    expect(scillm.attempts[0]?.provider).toBe('groq');
  });

  it('is the base of the environment with the key given', async () => {
    const simulator = await bothKinds();
    vi.stubEnv('CHUTES_API_KEY', 'wrong');
    const apiKey = simulator.key('chutes-1');
    expect(await baseOf({ model: KIMI, messages }, { apiKey })).toBe(simulator.base('chutes-1'));
    const named = await baseOf({ model: KIMI, messages }, { apiKey, provider: 'chutes' });
    expect(named).toBe(simulator.base('chutes-1'));
  });

  it('E7 says of a refused key where it came from', async () => {
    const simulator = await bothKinds();
    vi.stubEnv('GROQ_API_KEY', 'wrong');
    const baseUrl = simulator.base('openai');
    const advice = async (call: Parameters<typeof completion>[1]) =>
      (await failureOf(completion({ model: 'x', messages }, call))).message;
    expect(await advice({ baseUrl, apiKey: 'wrong' })).toContain('Check apiKey');
    expect(await advice({ baseUrl, provider: 'groq' })).toContain('Check GROQ_API_KEY');
    expect(await advice({ baseUrl, provider: 'groq', apiKey: 'bad' })).toContain('Check apiKey');
    expect(await advice({ baseUrl })).toContain('refused a call without a key (401). Set apiKey.');
    expect(await advice({ apiKey: 'wrong' })).toContain('Check apiKey');
    vi.stubEnv('CHUTES_API_KEY', 'wrong');
    expect(await advice({})).toContain('Check CHUTES_API_KEY');
  });

  it.each([
    [
      'a provider nobody knows',
      { provider: 'nobody' as 'chutes' },
      /No provider named nobody\. Known providers: compatible, chutes/,
    ],
    ['a provider without its key', { provider: 'groq' }, /groq needs a key\. Set GROQ_API_KEY/],
    [
      'Chutes without a base',
      { provider: 'chutes' },
      /x is for a chutes base and none is set\. Set CHUTES_API_KEY/,
    ],
  ] as const)('is nobody for %s, and the error says what to do', async (_, call, message) => {
    bareEnvironment();
    vi.stubEnv('SCILLM_API_BASE', 'http://127.0.0.1:9/v1');
    vi.stubEnv('GROQ_API_KEY', '');
    const error = await failureOf(completion({ model: 'x', messages }, call));
    expect(error).toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(message),
    });
  });
});

describe('F1 modelList', () => {
  const modelList = [{ model: KIMI }, { model: DEEPSEEK }];

  it('asks in turn, whole or as a stream, and leaves the model of the request aside', async () => {
    await simulatedEnvironment(`* * model=${KIMI} -> status=500`);
    const request = { model: 'nobody/asks-me', messages };
    const { scillm } = await completion(request, { modelList });
    expect([scillm.servedBy, scillm.routing]).toEqual([DEEPSEEK, 'first-success']);
    let last: unknown;
    for await (const chunk of await completionStream(request, { modelList })) last = chunk;
    expect(last).toMatchObject({ scillm: { servedBy: DEEPSEEK, attemptCount: 2 } });
  });

  it('C1 gives each entry an idempotency key of its own', async () => {
    bareEnvironment();
    const keys: unknown[] = [];
    const server = createServer((request, response) => {
      keys.push(request.headers['idempotency-key']);
      response.writeHead(500).end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const entries = ['a', 'b'].map((model) => ({ model, baseUrl }));
    const call = { modelList: entries, idempotencyKey: 'k' };
    await failureOf(completion({ messages }, call));
    expect(keys).toEqual(['k-1.0', 'k-2.0']);
  });

  it('says where its entries are itself', async () => {
    const call = completion({ messages }, { modelList, baseUrl: 'http://127.0.0.1:9/v1' });
    expect((await failureOf(call)).message).toContain('modelList and baseUrl do not go together');
  });
});
