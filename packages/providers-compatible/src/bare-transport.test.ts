import { type AttemptPlan, forkContext } from '@scillm/core';
import { startSimulator } from '@scillm/simulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contextOf, errorOf, REQUEST } from '../test/ask.ts';
import { COMPLETION, REFUSAL, sendJson, startSmallServer } from '../test/small-server.ts';
import { createCompatible } from './create-compatible.ts';

const apiKey = 'key-of-the-test';

describe('A1 the header of the key', () => {
  const bearer = ['bearer', 'authorization', `Bearer ${apiKey}`] as const;
  const xApiKey = ['x-api-key', 'x-api-key', apiKey] as const;
  const none = ['none', undefined, undefined] as const;

  it.each([
    ['by default', {}, bearer],
    ['as the option says', { authStyle: 'x-api-key' }, xApiKey],
    ['not at all where the option says so', { authStyle: 'none' }, none],
    ['as the row says', { preset: { id: 'own', authStyle: 'x-api-key' } }, xApiKey],
    ['not at all where the row says so', { preset: 'lmstudio' }, none],
    ['as the option says, not the row', { preset: 'lmstudio', authStyle: 'bearer' }, bearer],
  ] as const)('is sent %s', async (_, options, [style, name, value]) => {
    const server = await startSmallServer((response) => sendJson(response, COMPLETION));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, ...options });
    const { scillm } = await transport.complete(REQUEST, contextOf());
    const [asked] = server.asked;
    expect(asked?.auth).toEqual(name === undefined ? [] : [name]);
    expect(asked?.headers[name ?? 'authorization']).toBe(value);
    expect(scillm.authStyle).toBe(style);
  });

  it('is not sent where there is no key', async () => {
    const server = await startSmallServer((response) => sendJson(response, COMPLETION));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey: ' ' });
    const { scillm } = await transport.complete(REQUEST, contextOf());
    expect([server.asked[0]?.auth, scillm.authStyle]).toEqual([[], 'none']);
  });

  it('leaves the further headers of the caller beside it', async () => {
    const server = await startSmallServer((response) => sendJson(response, COMPLETION));
    const headers = { 'x-title': 'Tests', 'http-referer': 'https://example.invalid' };
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, headers });
    await transport.complete(REQUEST, contextOf());
    expect(server.asked[0]?.headers).toMatchObject(headers);
    expect(server.asked[0]?.auth).toEqual(['authorization']);
  });
});

describe('C1 the idempotency key', () => {
  const keysOf = async (
    calls: readonly Partial<AttemptPlan>[],
    options: { readonly preset?: { readonly id: string; readonly idempotencyKey: boolean } } = {},
  ): Promise<readonly unknown[]> => {
    const server = await startSmallServer((response) => sendJson(response, COMPLETION));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, ...options });
    const context = contextOf({ idempotencyKey: 'call-7' });
    for (const plan of calls) {
      await transport.complete(
        REQUEST,
        forkContext(context, { plan: { ...context.plan, ...plan } }),
      );
    }
    return server.asked.map(({ headers }) => headers['idempotency-key']);
  };

  it('names the call, the deployment in it and the revision of the body', async () => {
    expect(await keysOf([{}, { ordinal: 2 }, { ordinal: 2, revision: 1 }])).toEqual([
      ...['call-7-1.0', 'call-7-2.0', 'call-7-2.1'],
    ]);
  });

  it('is the same for an unchanged retry', async () => {
    expect(await keysOf([{}, { kind: 'retry' }])).toEqual(['call-7-1.0', 'call-7-1.0']);
  });

  it('is another one for another call', async () => {
    const server = await startSmallServer((response) => sendJson(response, COMPLETION));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey });
    for (const _ of [1, 2]) await transport.complete(REQUEST, contextOf());
    const keys = server.asked.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}-1\.0$/);
  });

  it('stays the same when the key is tried in the other header', async () => {
    const server = await startSmallServer((response, { auth }) =>
      auth[0] === 'x-api-key' ? sendJson(response, COMPLETION) : sendJson(response, REFUSAL, 401),
    );
    const transport = createCompatible({
      baseUrl: server.baseUrl,
      apiKey,
      canonicalizeAuth: true,
    });
    await transport.complete(REQUEST, contextOf({ idempotencyKey: 'call-7' }));
    expect(server.asked.map(({ headers }) => headers['idempotency-key'])).toEqual([
      ...['call-7-1.0', 'call-7-1.0'],
    ]);
  });

  it('can be switched off by the row', async () => {
    const preset = { id: 'own', idempotencyKey: false };
    expect(await keysOf([{}], { preset })).toEqual([undefined]);
  });
});

describe('the body', () => {
  const request = {
    model: 'small',
    zz_last: [{ b: 1, a: null }],
    messages: REQUEST.messages,
    aa_first: 'ü\u2028',
    provider_options: { own: { top_k: 40, zz_last: 'own' }, other: { top_k: 1 } },
  };
  const { provider_options: _, ...fields } = request;

  const bodyOf = async (
    isStream: boolean,
    preset: { readonly id: string; readonly streamUsage?: boolean },
  ): Promise<string | undefined> => {
    const server = await startSmallServer((response) => sendJson(response, COMPLETION));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, preset });
    await (isStream
      ? transport.stream(request, contextOf())
      : transport.complete(request, contextOf()));
    expect(server.asked[0]?.path).toBe('/v1/chat/completions');
    return server.asked[0]?.body;
  };

  it('W2 is the request, byte for byte, without the options of providers', async () => {
    expect(await bodyOf(false, { id: 'stranger' })).toBe(JSON.stringify(fields));
  });

  it('W3 has the fields of its own provider merged over it', async () => {
    const merged = { ...fields, top_k: 40, zz_last: 'own' };
    expect(await bodyOf(false, { id: 'own' })).toBe(JSON.stringify(merged));
  });

  it('W1 asks for a stream and its usage at the end', async () => {
    const stream = { stream: true, stream_options: { include_usage: true } };
    expect(await bodyOf(true, { id: 'stranger' })).toBe(JSON.stringify({ ...fields, ...stream }));
  });

  it('W1 does not ask for usage where the row says it is not understood', async () => {
    const body = JSON.stringify({ ...fields, stream: true });
    expect(await bodyOf(true, { id: 'stranger', streamUsage: false })).toBe(body);
  });

  it('W1 stays a stream whatever the options of the provider say', async () => {
    const server = await startSmallServer((response) => sendJson(response, COMPLETION));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, preset: { id: 'own' } });
    const odd = { ...REQUEST, provider_options: { own: { stream: false } } };
    await transport.stream(odd, contextOf());
    expect(JSON.parse(server.asked[0]?.body ?? '')).toMatchObject({ stream: true });
  });

  it('is refused as invalid_request if JSON cannot hold it', async () => {
    const server = await startSmallServer((response) => sendJson(response, COMPLETION));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey });
    const loop: { [field: string]: unknown } = {};
    loop['self'] = loop;
    const error = await errorOf(transport.complete({ ...REQUEST, ...loop }, contextOf()));
    expect([error.code, error.reason, server.asked.length]).toEqual([
      ...['invalid_request', 'not_json', 0],
    ]);
  });
});

it('W6 says what the simulator answered, and that it was the simulator', async () => {
  const simulator = await startSimulator({ surfaces: ['openai'] });
  onTestFinished(() => simulator.close());
  const [baseUrl, key] = [simulator.base('openai'), simulator.key('openai')];
  const transport = createCompatible({ baseUrl, apiKey: key, id: 'mine' });
  const { scillm } = await transport.complete(REQUEST, contextOf());
  expect(scillm).toMatchObject({
    servedBy: 'mine',
    servedModel: 'sim/small',
    simulated: true,
    routing: 'direct',
    authStyle: 'bearer',
    attemptCount: 1,
  });
  expect(scillm.attempts[0]).toMatchObject({
    provider: 'compatible',
    base: baseUrl,
    pool: transport.pool,
    outcome: 'served',
  });
});
