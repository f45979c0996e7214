import { createHttpClient } from '@scillm/core/http';
import { fakeClock } from '@scillm/core/testing';
import { startSimulator } from '@scillm/simulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contextOf, errorOf } from '../test/ask.ts';
import { REFUSAL, sendJson, startSmallServer } from '../test/small-server.ts';
import { createCompatible } from './create-compatible.ts';

const apiKey = 'key-of-the-test';

async function listOf(body: unknown, status = 200) {
  const server = await startSmallServer((response) => sendJson(response, body, status));
  return createCompatible({ baseUrl: server.baseUrl, apiKey }).listModels(contextOf());
}

describe('listModels', () => {
  it('asks GET /models with the key and the further headers', async () => {
    const server = await startSmallServer((response) => sendJson(response, { data: [] }));
    const options = { baseUrl: server.baseUrl, apiKey, headers: { 'x-title': 'Tests' } };
    expect(await createCompatible(options).listModels(contextOf())).toEqual([]);
    expect(server.asked).toMatchObject([
      { method: 'GET', path: '/v1/models', auth: ['authorization'], body: '' },
    ]);
    expect(server.asked[0]?.headers['x-title']).toBe('Tests');
  });

  it.each([
    ['OpenAI', { id: 'a', object: 'model', owned_by: 'x' }, { id: 'a' }],
    ['vLLM', { id: 'a', max_model_len: 4096 }, { id: 'a', contextLength: 4096 }],
    [
      'OpenRouter',
      {
        id: 'a/b',
        context_length: 8192,
        architecture: { input_modalities: ['text', 'image'] },
        supported_parameters: ['tools'],
      },
      {
        id: 'a/b',
        contextLength: 8192,
        inputModalities: ['text', 'image'],
        supportedParameters: ['tools'],
      },
    ],
    [
      'Chutes',
      { id: 'a', input_modalities: ['text'], supported_features: ['json_mode'], max_model_len: 9 },
      { id: 'a', inputModalities: ['text'], supportedParameters: ['json_mode'], contextLength: 9 },
    ],
    [
      'a careless server, without what has an odd type',
      { id: 'a', context_length: '4k', input_modalities: 'text', supported_parameters: [1, 'x'] },
      { id: 'a', supportedParameters: ['x'] },
    ],
  ])('reads a row of %s', async (_, row, expected) => {
    expect(await listOf({ data: [row] })).toEqual([expected]);
  });

  it('leaves out rows that name no model', async () => {
    const rows = [null, 'a', {}, { id: '' }, { id: 7 }, { id: 'b', architecture: null }];
    expect(await listOf({ data: rows })).toEqual([{ id: 'b' }]);
  });

  it('takes a bare list', async () => {
    expect(await listOf([{ id: 'a' }])).toEqual([{ id: 'a' }]);
  });

  it.each([[{ models: [] }], ['<html>'], [null], [{ data: {} }]])(
    'rejects with bad_response where there is no list: %j',
    async (body) => {
      const error = await errorOf(listOf(body));
      expect([error.code, error.reason]).toEqual(['bad_response', 'no_list']);
    },
  );

  it('advises /v1 where a base without it has no /models', async () => {
    const server = await startSmallServer((response) => sendJson(response, REFUSAL, 404));
    const bare = createCompatible({ baseUrl: server.origin, apiKey });
    const error = await errorOf(bare.listModels(contextOf()));
    expect(error.code).toBe('not_found');
    expect(error.message).toContain('Add /v1 to the URL.');
    const whole = createCompatible({ baseUrl: server.baseUrl, apiKey });
    expect((await errorOf(whole.listModels(contextOf()))).message).not.toContain('Add /v1');
  });

  it('rejects as a call would: 429 with its wait', async () => {
    const server = await startSmallServer((response) =>
      sendJson(response, REFUSAL, 429, { 'retry-after': '2' }),
    );
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey });
    const error = await errorOf(transport.listModels(contextOf()));
    expect([error.code, error.retryAfterMs]).toEqual(['rate_limit', 2000]);
  });

  it('A2 tries the other header on a 401, and shares what it learned with calls', async () => {
    const simulator = await startSimulator({ surfaces: ['chutes-2'] });
    onTestFinished(() => simulator.close());
    const [baseUrl, key] = [simulator.base('chutes-2'), simulator.key('chutes-2')];
    const transport = createCompatible({ baseUrl, apiKey: key, canonicalizeAuth: true });
    const models = await transport.listModels(contextOf());
    const request = { model: models[0]?.id ?? '', messages: [] };
    await transport.complete(
      { ...request, messages: [{ role: 'user', content: 'Say yes' }] },
      contextOf(),
    );
    expect(simulator.log.entries().map(({ path, authStyle }) => [path, authStyle])).toEqual([
      ['/v1/models', 'bearer'],
      ['/v1/models', 'x-api-key'],
      ['/v1/chat/completions', 'x-api-key'],
    ]);
  });

  it('takes 5 s at most', async () => {
    const clock = fakeClock();
    const server = await startSmallServer(() => clock.advance(5000));
    const http = createHttpClient({ clock });
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey, http });
    const error = await errorOf(transport.listModels(contextOf({ clock })));
    expect([error.code, error.reason]).toEqual(['timeout', 'total']);
  });

  it('C4 ends at an abort', async () => {
    const controller = new AbortController();
    const server = await startSmallServer(() => controller.abort('gone'));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey });
    const error = await errorOf(transport.listModels(contextOf({ signal: controller.signal })));
    expect([error.code, error.cause]).toEqual(['aborted', 'gone']);
  });
});
