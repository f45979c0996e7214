import { checkKey, Secret } from '@scillm/core';
import { transportContract } from '@scillm/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { contextOf, errorOf, REQUEST } from '../test/ask.ts';
import { COMPLETION, sendJson, startSmallServer } from '../test/small-server.ts';
import { type CompatibleOptions, createCompatible } from './create-compatible.ts';

const baseUrl = 'http://127.0.0.1:9/v1';

describe('W7 a compatible base', () => {
  const cases = transportContract({
    createTransport: (url) => createCompatible({ baseUrl: url, apiKey: 'contract-key' }),
  });
  for (const { id, title, run } of cases) it(`${id} ${title}`, run, 60_000);
});

describe('W7 a compatible base whose header is canonicalised', () => {
  const cases = transportContract({
    createTransport: (url) =>
      createCompatible({ baseUrl: url, apiKey: 'contract-key', canonicalizeAuth: true }),
  });
  // A 401 costs it a second try (A2), and nothing in it touches the bytes of a stream.
  const isOther = (id: string): boolean =>
    ['14-unauthorized-401', 'C8-faults'].includes(id) || id.startsWith('S1-');
  const others = cases.filter(({ id }) => !isOther(id));
  for (const { id, title, run } of others) it(`${id} ${title}`, run, 60_000);
});

describe('W7 a compatible base that does not count streams', () => {
  const preset = { id: 'own', streamUsage: false };
  const cases = transportContract({
    createTransport: (url) => createCompatible({ baseUrl: url, apiKey: 'contract-key', preset }),
    asksForUsage: false,
  });
  for (const { id, title, run } of cases.filter((each) => each.id.startsWith('W'))) {
    it(`${id} ${title}`, run, 60_000);
  }
});

describe('createCompatible', () => {
  const wrong = (options: unknown): Promise<Error> =>
    errorOf(Promise.resolve().then(() => createCompatible(options as CompatibleOptions)));

  it.each([
    ['no base', {}, 'compatible has no baseUrl. Pass one such as http://127.0.0.1:8000/v1.'],
    [
      'an unknown row',
      { preset: 'grok' },
      'No preset named grok. Known presets: compatible, chutes, openrouter, groq, together, ollama, vllm, llamacpp, lmstudio.',
    ],
    ['a row that every object has', { preset: 'constructor' }, 'No preset named constructor.'],
    ['a base that is no URL', { baseUrl: '127.0.0.1:8000' }, 'baseUrl is no http or https URL.'],
    [
      'a base that holds a key',
      { baseUrl: 'https://user:planted@example.invalid/v1' },
      'baseUrl holds user info, a query or a fragment.',
    ],
    [
      'a second header with a key',
      { baseUrl, apiKey: 'k', headers: { 'X-API-Key': 'planted' } },
      'headers holds X-API-Key. Pass the key as apiKey, and its style as authStyle.',
    ],
    [
      'A6 a quoted key',
      { baseUrl, apiKey: "'planted'" },
      'apiKey looks quoted or nested. Put only the key there.',
    ],
    ['A6 a key with its name', { baseUrl, apiKey: 'K=planted' }, 'apiKey looks quoted or nested.'],
    ['A6 a key with a blank', { baseUrl, apiKey: 'planted twice' }, 'apiKey holds a blank'],
    ['A6 a key that is no ASCII', { baseUrl, apiKey: 'plantedü' }, 'apiKey holds a blank or a'],
  ])('refuses %s as invalid_config', async (_, options, message) => {
    const error = await wrong(options);
    expect(error).toMatchObject({ code: 'invalid_config' });
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('planted');
  });

  const keySent = async (options: CompatibleOptions): Promise<string | undefined> => {
    const server = await startSmallServer((response) => sendJson(response, COMPLETION));
    const transport = createCompatible({ ...options, baseUrl: server.baseUrl });
    await transport.complete(REQUEST, contextOf());
    return server.asked[0]?.headers.authorization;
  };

  it('A6 names the variable whose key cannot be one', async () => {
    vi.stubEnv('CHUTES_API_KEY', '"planted"');
    const { message } = await wrong({ preset: 'chutes' });
    expect(message).toBe('CHUTES_API_KEY looks quoted or nested. Put only the key there.');
  });

  it('A6 drops a leading Bearer from a key', async () => {
    expect(await keySent({ apiKey: ' Bearer key-1 ' })).toBe('Bearer key-1');
  });

  it("reads the key from the row's variable, unless one is given", async () => {
    vi.stubEnv('CHUTES_API_KEY', 'from-the-environment');
    expect(await keySent({ preset: 'chutes' })).toBe('Bearer from-the-environment');
    expect(await keySent({ preset: 'chutes', apiKey: 'given' })).toBe('Bearer given');
    expect(await keySent({ preset: 'chutes', apiKey: new Secret('secret') })).toBe('Bearer secret');
    expect(await keySent({ preset: 'chutes', apiKey: '' })).toBe(undefined);
    expect(await keySent({})).toBe(undefined);
  });

  it('has one form of its base, and asks there', async () => {
    const server = await startSmallServer((response) => sendJson(response, COMPLETION));
    for (const end of ['/v1', '/v1/', '/v1/chat/completions', '']) {
      const transport = createCompatible({ baseUrl: server.origin + end });
      expect(transport.baseUrl).toBe(server.origin + (end === '' ? '' : '/v1'));
      await transport.complete(REQUEST, contextOf());
    }
    expect(server.asked.map(({ path }) => path)).toEqual([
      ...Array.from({ length: 3 }, () => '/v1/chat/completions'),
      '/chat/completions',
    ]);
  });

  it('Q1 derives its pool from base and key, and shows neither', () => {
    const pool = (apiKey: string, base = baseUrl): string =>
      createCompatible({ baseUrl: base, apiKey }).pool;
    expect(pool('key-1')).toMatch(/^compatible#[0-9a-f]{6}$/);
    expect(pool('key-1')).toBe(pool('key-1', `${baseUrl}/`));
    expect(pool('key-1')).not.toBe(pool('key-2'));
    expect(pool('key-1')).not.toBe(pool('key-1', 'http://127.0.0.1:9/v2'));
    expect(pool('key-1')).not.toContain(checkKey('key', 'key-1').fingerprint.slice(0, 6));
  });

  it('gives an empty answer only where that is allowed', async () => {
    const empty = {
      ...COMPLETION,
      choices: [{ index: 0, message: { role: 'assistant', content: '' }, finish_reason: 'stop' }],
    };
    const server = await startSmallServer((response) => sendJson(response, empty));
    const ask = (allowEmpty: boolean) =>
      createCompatible({ baseUrl: server.baseUrl, allowEmpty }).complete(REQUEST, contextOf());
    expect((await errorOf(ask(false))).code).toBe('empty_response');
    expect((await ask(true)).choices[0]?.message.content).toBe('');
  });
});
