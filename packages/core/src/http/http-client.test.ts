import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { createHttpClient } from './create-http-client.ts';
import { Exchange } from './exchange.ts';
import type { HttpAnswer, HttpRequest } from './http-client.ts';

const REQUEST: HttpRequest = {
  method: 'GET',
  origin: '',
  path: '/',
  headers: [],
  signal: new AbortController().signal,
  subject: 'chutes',
};

describe('back-pressure', () => {
  const MEGABYTE = 1024 * 1024;

  it('S12 stops a server that sends 50 MB to a reader that does not read', async () => {
    const piece = Buffer.alloc(64 * 1024);
    const pieces = (50 * MEGABYTE) / piece.length;
    let sent = 0;
    const server = createServer(async (_, answer) => {
      for (; sent < pieces; sent += 1) if (!answer.write(piece)) await once(answer, 'drain');
      answer.end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const http = createHttpClient();
    const { body } = await http.open({ ...REQUEST, origin: `http://127.0.0.1:${port}` });
    const before = process.memoryUsage().arrayBuffers;
    let still = 0;
    for (let seen = -1; still < 100; still = seen === sent ? still + 1 : 0) {
      seen = sent;
      await new Promise(setImmediate);
    }
    expect(sent).toBeLessThan(pieces / 2);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * MEGABYTE);
    let bytes = 0;
    for (let part = await body.next(); part; part = await body.next()) bytes += part.byteLength;
    expect(bytes).toBe(50 * MEGABYTE);
    await http.close();
    server.close();
  });

  it('S12 counts what each of many tiny pieces takes', async () => {
    const resolve = vi.fn<(answer: HttpAnswer) => void>();
    const answer = { resolve, reject: vi.fn() };
    const exchange = new Exchange(REQUEST, fakeClock(), answer, () => {});
    const controller = { pause: vi.fn(), resume: vi.fn(), abort: vi.fn() } as never;
    const { pause, resume } = controller as { pause: () => void; resume: () => void };
    exchange.onRequestStart(controller);
    exchange.onResponseStart(controller, 200, {});
    let pieces = 0;
    for (; vi.mocked(pause).mock.calls.length === 0; pieces += 1) {
      exchange.onResponseData(controller, Buffer.from('x'));
    }
    expect(pieces).toBeLessThan(2048);
    for (; vi.mocked(resume).mock.calls.length === 0; pieces -= 1) await exchange.next();
    expect(pieces).toBeGreaterThan(100);
    exchange.cancel();
  });
});
