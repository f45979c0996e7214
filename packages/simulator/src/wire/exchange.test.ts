import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { ask } from '../../test/ask.ts';
import { chat, completion } from '../../test/chat.ts';
import { started } from '../../test/started.ts';
import type { Simulator } from '../simulator-contract.ts';
import type { SurfaceName } from '../surfaces/surface-name.ts';

const PATH = '/chat/completions';

/** The status of a model list asked for with these headers. */
async function listed(simulator: Simulator, surface: SurfaceName, headers: Record<string, string>) {
  return (await ask(simulator, surface, '/models', { headers })).status;
}

describe('keys', () => {
  it('are taken in the style of the surface, and in no other', async () => {
    const simulator = await started();
    const table: readonly (readonly [SurfaceName, bearer: number, named: number])[] = [
      ['chutes-1', 200, 200],
      ['chutes-2', 401, 200],
      ['openai', 200, 401],
    ];
    for (const [surface, bearer, named] of table) {
      const key = simulator.key(surface);
      expect(await listed(simulator, surface, { authorization: `Bearer ${key}` })).toBe(bearer);
      expect(await listed(simulator, surface, { 'x-api-key': key })).toBe(named);
      expect(await listed(simulator, surface, {})).toBe(401);
      expect(await listed(simulator, surface, { authorization: 'Bearer wrong' })).toBe(401);
      expect(await listed(simulator, surface, { authorization: `Basic ${key}` })).toBe(401);
    }
  });

  it('of another surface do not fit', async () => {
    const simulator = await started();
    const stray = { authorization: `Bearer ${simulator.key('openai')}` };
    expect(await listed(simulator, 'chutes-1', stray)).toBe(401);
  });

  it('that are refused are refused in the shape of the service', async () => {
    const simulator = await started();
    const chutes = await ask(simulator, 'chutes-2', '/models', { headers: {} });
    expect(JSON.parse(chutes.text)).toEqual({ detail: expect.any(String) });
    const openai = await ask(simulator, 'openai', '/models', { headers: {} });
    expect(completion(openai).error).toMatchObject({ code: 'invalid_api_key', param: null });
  });

  it('never reach the log; the style and whether one fits do', async () => {
    const simulator = await started({ faults: 'chutes-1 * n=2 -> status=500' });
    const key = 'planted-secret-4711';
    for (const headers of [
      { authorization: `Bearer ${key}` },
      { 'x-api-key': key },
      { 'x-api-key': key, authorization: `Bearer ${simulator.key('chutes-1')}` },
      { authorization: `Basic ${key}` },
    ]) {
      await chat(simulator, 'chutes-1', 'hi', {}, { headers });
    }
    const entries = simulator.log.entries();
    expect(entries.map(({ authStyle, keyMatches }) => [authStyle, keyMatches])).toEqual([
      ['bearer', false],
      ['x-api-key', false],
      ['both', true],
      ['none', false],
    ]);
    const written = JSON.stringify(entries);
    expect(written).not.toContain('planted-secret');
    expect(written).not.toContain(simulator.key('chutes-1'));
  });
});

describe('requests', () => {
  it('that are wrong are refused', async () => {
    const simulator = await started();
    const post = async (body: string) => (await ask(simulator, 'openai', PATH, { body })).status;
    expect(await post('{"model":')).toBe(400);
    expect(await post('[1]')).toBe(400);
    expect(await post('"text"')).toBe(400);
    expect(await post('')).toBe(400);
    expect((await ask(simulator, 'openai', '/nowhere')).status).toBe(404);
    expect((await ask(simulator, 'openai', '/chutes/utilization')).status).toBe(404);
    const wrong = await ask(simulator, 'openai', PATH, { method: 'GET' });
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'POST']);
  });

  it('are bounded: 413 above 20 MiB, the connection broken off far above', async () => {
    const simulator = await started();
    const limit = 20 * 1024 * 1024;
    const sized = (bytes: number) =>
      ask(simulator, 'openai', PATH, { body: `"${'x'.repeat(bytes - 2)}"` });
    expect((await sized(limit)).status).toBe(400);
    const refused = await sized(limit + 1);
    expect([refused.status, refused.headers['x-scillm-sim']]).toEqual([413, '1']);
    expect((await sized(limit * 4 + 70_000)).status).toBeNull();
  });

  it('that break the simulator itself get a 500 that says so', async () => {
    const simulator = await started();
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const body = `{"model":"m","messages":[{"role":"user","content":"x"}],"metadata":${deep}}`;
    const answer = await ask(simulator, 'openai', PATH, { body });
    expect([answer.status, answer.headers['x-scillm-sim']]).toEqual([500, '1']);
    expect(completion(answer)).toMatchObject({
      error: { message: expect.stringMatching(/^The simulator failed: /u) },
    });
    expect((await chat(simulator, 'openai', 'Say OK')).status).toBe(200);
  });

  it('may have a query, which is not logged', async () => {
    const simulator = await started();
    expect((await ask(simulator, 'openai', '/models?key=abc')).status).toBe(200);
    expect(simulator.log.entries()[0]?.path).toBe('/v1/models');
  });

  it('get an answer although a client before them broke off its body', async () => {
    const over = vi.fn();
    const simulator = await started({ onRequest: over });
    const { port } = new URL(simulator.base('openai'));
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`POST /v1${PATH} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"model"`);
    await vi.waitFor(() => expect(simulator.log.entries()).toHaveLength(1), { interval: 1 });
    socket.destroy();
    await vi.waitFor(() => expect(over).toHaveBeenCalledOnce(), { interval: 1 });
    expect(over.mock.calls[0]?.[0]).toMatchObject({ closedBy: 'client', status: null });
    expect((await chat(simulator, 'openai', 'Say OK')).status).toBe(200);
  });
});
