import { getEventListeners, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { createHttpClient } from './create-http-client.ts';
import type { HttpAnswer } from './http-client.ts';
import { readText } from './read-text.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type OnTunnel = (socket: Socket, head: Buffer) => void;

/** A proxy that answers plain requests itself, and does with tunnels what the test says. */
async function setUp({
  onTunnel = () => {},
  user = '',
}: {
  onTunnel?: OnTunnel;
  user?: string;
} = {}) {
  const seen: IncomingMessage[] = [];
  const sockets: Socket[] = [];
  const proxy = createServer((incoming, answer) => {
    seen.push(incoming);
    answer.end('by proxy');
  });
  proxy.on('connection', (socket) => sockets.push(socket.on('error', () => {})));
  const tunnelled = new Promise<Socket>((resolve) => {
    proxy.on('connect', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      seen.push(incoming);
      resolve(socket);
      onTunnel(socket, head);
    });
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const clock = fakeClock();
  const at = `http://${user}${host}`;
  const proxies = { http: at, https: at, direct: ['127.0.0.1'] };
  const http = createHttpClient({ clock, proxies });
  closers.push(async () => {
    await http.close();
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const controller = new AbortController();
  const { signal } = controller;
  const open = (origin: string): Promise<HttpAnswer> =>
    http.open({
      method: 'GET',
      origin,
      path: '/v1/models?x=1',
      headers: ['x-mine', 'yes'],
      signal,
      subject: 'chutes',
      timeouts: { connectMs: 5000 },
    });
  const expectNothingLeft = async (): Promise<void> => {
    expect(clock.alarmCount).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await Promise.all(sockets.map(closed));
  };
  return { seen, sockets, host, clock, controller, tunnelled, open, expectNothingLeft };
}

/** Hangs up once the other side has, as a tunnelled socket does not by itself. */
async function closed(socket: Socket): Promise<void> {
  if (socket.closed) return;
  socket.resume().once('end', () => socket.destroy());
  await new Promise((resolve) => socket.once('close', resolve));
}

const text = ({ body }: HttpAnswer): Promise<string> =>
  readText(body, { maxBytes: 1e6, beyond: 'fail', subject: 'chutes' });

describe('plain HTTP through a proxy', () => {
  it('asks the proxy for the whole URL, over one connection', async () => {
    const { seen, sockets, open } = await setUp();
    expect(await text(await open('http://chutes.test:8080'))).toBe('by proxy');
    expect(await text(await open('http://chutes.test:8080'))).toBe('by proxy');
    expect(seen[0]?.url).toBe('http://chutes.test:8080/v1/models?x=1');
    expect(seen[0]?.headers).toMatchObject({ host: 'chutes.test:8080', 'x-mine': 'yes' });
    expect(sockets).toHaveLength(1);
  });

  it('shows the proxy its credentials', async () => {
    const { seen, open } = await setUp({ user: 'me:p%40ss@' });
    await text(await open('http://chutes.test'));
    const basic = Buffer.from('me:p@ss').toString('base64');
    expect(seen[0]?.headers['proxy-authorization']).toBe(`Basic ${basic}`);
  });

  it('goes directly to what NO_PROXY names', async () => {
    const { seen, host, open } = await setUp();
    await text(await open(`http://${host}`));
    expect(seen[0]?.url).toBe('/v1/models?x=1');
  });
});

describe('HTTPS through a proxy', () => {
  it('asks for a tunnel and shakes hands inside it', async () => {
    const inside: Buffer[] = [];
    const { seen, open } = await setUp({
      user: 'me:pass@',
      onTunnel(socket) {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.once('data', (bytes) => {
          inside.push(bytes);
          socket.destroy();
        });
      },
    });
    await expect(open('https://chutes.test')).rejects.toMatchObject({ code: 'network' });
    expect(seen[0]).toMatchObject({ method: 'CONNECT', url: 'chutes.test:443' });
    expect(seen[0]?.headers['proxy-authorization']).toMatch(/^Basic /);
    // The first byte of a TLS handshake; the name travels in it, the key and the path do not.
    expect(inside[0]?.[0]).toBe(0x16);
    expect(String(inside[0])).toContain('chutes.test');
    expect(String(inside[0])).not.toContain('/v1/models');
  });

  it('reads a refused tunnel as network', async () => {
    const { open, expectNothingLeft } = await setUp({
      onTunnel: (socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'),
    });
    await expect(open('https://chutes.test')).rejects.toMatchObject({ code: 'network' });
    await expectNothingLeft();
  });

  it.each<[string, OnTunnel]>([
    ['the proxy to answer', () => {}],
    ['the handshake', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')],
  ])('O5 ends a dial that waits longer than connectMs for %s', async (_, onTunnel) => {
    const { clock, tunnelled, open, expectNothingLeft } = await setUp({ onTunnel });
    const opening = open('https://chutes.test');
    const failed = expect(opening).rejects.toMatchObject({ code: 'timeout', reason: 'connect' });
    await tunnelled;
    clock.advance(5000);
    await failed;
    await expectNothingLeft();
  });

  it('C4 gives up a dial, and the proxy sees it', async () => {
    const { controller, tunnelled, open, expectNothingLeft } = await setUp();
    const opening = open('https://chutes.test');
    const failed = expect(opening).rejects.toMatchObject({ code: 'aborted', cause: 'bored' });
    await tunnelled;
    controller.abort('bored');
    await failed;
    await expectNothingLeft();
  });
});
