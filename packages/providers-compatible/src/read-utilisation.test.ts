import { startSimulator } from '@scillm/simulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contextOf, errorOf } from '../test/ask.ts';
import { REFUSAL, sendJson, startSmallServer } from '../test/small-server.ts';
import { createCompatible } from './create-compatible.ts';

const apiKey = 'key-of-the-test';
const BELOW_BASE = '/v1/chutes/utilization';
const AT_ORIGIN = '/chutes/utilization';

/** What a Chutes base says whose two places answer as told; absent, with a 404. */
async function said(places: { readonly [path: string]: unknown }) {
  const server = await startSmallServer((response, { path }) => {
    const isThere = Object.hasOwn(places, path);
    sendJson(response, isThere ? places[path] : REFUSAL, isThere ? 200 : 404);
  });
  const transport = createCompatible({ preset: 'chutes', baseUrl: server.baseUrl, apiKey });
  const { models, others } = await transport.utilisation(contextOf());
  return {
    models: Object.fromEntries(models),
    others,
    asked: server.asked.map(({ path }) => path),
  };
}

describe('D4 utilisation', () => {
  it('is asked below the base, and if that is of no use, at the origin', async () => {
    const rows = [{ name: 'a/b', utilization: 0.5 }];
    const found = { models: { 'a/b': 0.5 }, others: undefined };
    expect(await said({ [BELOW_BASE]: rows })).toEqual({ ...found, asked: [BELOW_BASE] });
    const both = { ...found, asked: [BELOW_BASE, AT_ORIGIN] };
    expect(await said({ [AT_ORIGIN]: rows })).toEqual(both);
    expect(await said({ [BELOW_BASE]: { odd: 1 }, [AT_ORIGIN]: rows })).toEqual(both);
  });

  it('reads one share for all, and rows by name, model or id', async () => {
    expect((await said({ [BELOW_BASE]: { utilization: 0.25 } })).others).toBe(0.25);
    const rows = [
      { name: 'a', model: 'x', utilization: 0 },
      { model: 'b', id: 'x', utilization: 1 },
      { id: 'c', utilization: 0.5, name: '' },
    ];
    expect((await said({ [BELOW_BASE]: rows })).models).toEqual({ a: 0, b: 1, c: 0.5 });
  });

  it('leaves out rows that make no sense', async () => {
    const odd = [null, 'a', 7, [], {}, { name: 'a' }, { utilization: 0.5 }];
    const shares = [-0.1, 1.1, '0.5', null, {}].map((utilization) => ({ name: 'x', utilization }));
    const rows = [...odd, ...shares, { name: 'good', utilization: 0.5 }];
    expect((await said({ [BELOW_BASE]: rows })).models).toEqual({ good: 0.5 });
  });

  it.each([
    [{ utilization: 2 }],
    [{ data: [{ name: 'a', utilization: 0.5 }] }],
    ['<html>'],
    [null],
    [[]],
  ])('is unknown for %j, never an error', async (body) => {
    const places = { [BELOW_BASE]: body, [AT_ORIGIN]: body };
    expect(await said(places)).toMatchObject({ models: {}, others: undefined });
  });

  it.each([401, 403, 404, 429, 500, 503])('is unknown after a %i', async (status) => {
    const server = await startSmallServer((response) => sendJson(response, REFUSAL, status));
    const transport = createCompatible({ preset: 'chutes', baseUrl: server.baseUrl, apiKey });
    expect((await transport.utilisation(contextOf())).models.size).toBe(0);
  });

  it('is unknown where nobody answers, and the second place is not asked', async () => {
    const server = await startSmallServer((response) => {
      response.destroy();
    });
    const transport = createCompatible({ preset: 'chutes', baseUrl: server.baseUrl, apiKey });
    expect((await transport.utilisation(contextOf())).models.size).toBe(0);
    expect(new Set(server.asked.map(({ path }) => path))).toEqual(new Set([BELOW_BASE]));
  });

  it('is not asked of a base whose row names no place for it', async () => {
    const server = await startSmallServer((response) => sendJson(response, []));
    const transport = createCompatible({ baseUrl: server.baseUrl, apiKey });
    expect((await transport.utilisation()).models.size).toBe(0);
    expect(server.asked).toEqual([]);
  });

  it('C4 ends at an abort', async () => {
    const controller = new AbortController();
    const server = await startSmallServer(() => controller.abort('gone'));
    const transport = createCompatible({ preset: 'chutes', baseUrl: server.baseUrl, apiKey });
    const context = contextOf({ signal: controller.signal });
    const error = await errorOf(transport.utilisation(context));
    expect([error.code, error.cause]).toEqual(['aborted', 'gone']);
  });

  it('A2 is asked in the header style the base takes', async () => {
    const simulator = await startSimulator({ surfaces: ['chutes-2'] });
    onTestFinished(() => simulator.close());
    const transport = createCompatible({
      preset: 'chutes',
      baseUrl: simulator.base('chutes-2'),
      apiKey: simulator.key('chutes-2'),
      canonicalizeAuth: true,
    });
    const { models } = await transport.utilisation();
    expect(models.get('deepseek-ai/DeepSeek-V3.1')).toBe(0.75);
    expect(simulator.log.entries().map(({ authStyle }) => authStyle)).toEqual([
      'bearer',
      'x-api-key',
    ]);
  });
});

describe('the prices of a listing', () => {
  async function pricesOf(preset: 'chutes' | 'openrouter' | 'compatible', pricing: unknown) {
    const server = await startSmallServer((response) =>
      sendJson(response, { data: [{ id: 'a', pricing }] }),
    );
    const transport = createCompatible({ preset, baseUrl: server.baseUrl, apiKey });
    return (await transport.listModels(contextOf()))[0]?.prices;
  }

  it('are read in the unit of the service', async () => {
    const expected = { inputPerMTok: 0.4, outputPerMTok: 1.9 };
    expect(await pricesOf('chutes', { prompt: 0.4, completion: 1.9 })).toEqual(expected);
    const written = { prompt: '0.0000004', completion: '0.0000019' };
    expect(await pricesOf('openrouter', written)).toEqual(expected);
  });

  it('are unknown where the unit is, or where they make no sense', async () => {
    expect(await pricesOf('compatible', { prompt: 1, completion: 2 })).toBeUndefined();
    for (const odd of [null, 'free', {}, { prompt: 1 }, { prompt: '-1', completion: '-1' }])
      expect(await pricesOf('openrouter', odd)).toBeUndefined();
  });
});
