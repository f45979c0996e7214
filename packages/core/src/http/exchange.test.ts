import { getEventListeners, once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatError } from '../error/chat-error.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { createHttpClient } from './create-http-client.ts';
import type { HttpAnswer, HttpRequest, HttpTimeouts } from './http-client.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const turn = (): Promise<unknown> => new Promise(setImmediate);

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  await turn();
  const settled = promise.then(
    () => false,
    () => false,
  );
  return Promise.race([settled, turn().then(() => true)]);
}

async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.resume().once('close', resolve));
}

/** A request to a server on a fake clock. `isSilent`: one that accepts, but never shakes hands. */
async function setUp({
  listener = () => {},
  isSilent = false,
  timeouts = {},
}: {
  listener?: RequestListener;
  isSilent?: boolean;
  timeouts?: HttpTimeouts;
}) {
  const server = isSilent ? createNetServer() : createServer(listener);
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket.on('error', () => {})));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const connected = once(server, 'connection');
  const requested = once(server, 'request');
  const clock = fakeClock();
  const http = createHttpClient({ clock });
  closers.push(async () => {
    await http.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const controller = new AbortController();
  const { signal } = controller;
  const { port } = server.address() as AddressInfo;
  const request: HttpRequest = {
    method: 'GET',
    origin: `${isSilent ? 'https' : 'http'}://127.0.0.1:${port}`,
    path: '/',
    headers: [],
    signal,
    subject: 'chutes',
    timeouts,
  };
  const expectNothingLeft = async (): Promise<void> => {
    expect(clock.alarmCount).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await Promise.all(sockets.map(closed));
  };
  const open = (): Promise<HttpAnswer> => http.open(request);
  return { server, sockets, connected, requested, clock, controller, open, expectNothingLeft };
}

const begun: RequestListener = (_, answer) => answer.write('begun');

describe('limits', () => {
  it('O5 ends a dial that takes longer than connectMs', async () => {
    const { connected, clock, open, expectNothingLeft } = await setUp({
      isSilent: true,
      timeouts: { connectMs: 5000 },
    });
    const opening = open();
    await connected;
    clock.advance(4999);
    expect(await isPending(opening)).toBe(true);
    clock.advance(1);
    await expect(opening).rejects.toMatchObject({ code: 'timeout', reason: 'connect' });
    await expectNothingLeft();
  });

  it('O5 ends a wait for headers longer than firstByteMs', async () => {
    const { requested, clock, open, expectNothingLeft } = await setUp({
      timeouts: { connectMs: 10, firstByteMs: 1000 },
    });
    const opening = open();
    await requested;
    clock.advance(999);
    expect(await isPending(opening)).toBe(true);
    clock.advance(1);
    await expect(opening).rejects.toMatchObject({ code: 'timeout', reason: 'first_byte' });
    await expectNothingLeft();
  });

  it('O4 counts no limit of a span that has ended', async () => {
    let finish = (): void => {};
    const { clock, open } = await setUp({
      listener(_, answer) {
        answer.write('x');
        finish = () => answer.end();
      },
      timeouts: { connectMs: 10, firstByteMs: 10, idleMs: 10, totalMs: 1000 },
    });
    const { body } = await open();
    expect(clock.alarmCount).toBe(1);
    clock.advance(900);
    expect(String(await body.next())).toBe('x');
    finish();
    expect(await body.next()).toBeUndefined();
    expect(clock.alarmCount).toBe(0);
  });

  it('O6 lets idleMs run only while somebody reads', async () => {
    const { clock, open, expectNothingLeft } = await setUp({
      listener: begun,
      timeouts: { idleMs: 100 },
    });
    const { body } = await open();
    clock.advance(1000);
    await body.next();
    clock.advance(1000);
    const reading = body.next();
    clock.advance(99);
    expect(await isPending(reading)).toBe(true);
    clock.advance(1);
    await expect(reading).rejects.toMatchObject({ code: 'timeout', reason: 'idle' });
    await expectNothingLeft();
  });

  it('O5 ends a body that takes longer than totalMs, read or not', async () => {
    const { clock, open, expectNothingLeft } = await setUp({
      listener: begun,
      timeouts: { totalMs: 1000 },
    });
    const { body } = await open();
    clock.advance(1000);
    await expect(body.next()).rejects.toMatchObject({ code: 'timeout', reason: 'total' });
    await expectNothingLeft();
  });
});

describe('abort', () => {
  const reason = new Error('left the page');
  const aborted = { code: 'aborted', cause: reason };

  it('C2 rejects before any I/O', async () => {
    const { sockets, controller, open, expectNothingLeft } = await setUp({});
    controller.abort(reason);
    await expect(open()).rejects.toMatchObject(aborted);
    await turn();
    expect(sockets).toEqual([]);
    await expectNothingLeft();
  });

  it('C4 gives up a request that was just begun', async () => {
    const { controller, open, expectNothingLeft } = await setUp({ timeouts: { connectMs: 5000 } });
    const opening = open();
    controller.abort(reason);
    await expect(opening).rejects.toMatchObject(aborted);
    await expectNothingLeft();
  });

  it('C4 gives up a dial', async () => {
    const { connected, controller, open, expectNothingLeft } = await setUp({
      isSilent: true,
      timeouts: { connectMs: 5000, totalMs: 9000 },
    });
    const opening = open();
    await connected;
    controller.abort(reason);
    await expect(opening).rejects.toMatchObject(aborted);
    await expectNothingLeft();
  });

  it('C4 gives up the wait for headers', async () => {
    const { requested, controller, open, expectNothingLeft } = await setUp({
      timeouts: { firstByteMs: 5000 },
    });
    const opening = open();
    await requested;
    controller.abort(reason);
    await expect(opening).rejects.toMatchObject(aborted);
    await expectNothingLeft();
  });

  it.each([
    ['while somebody reads', true],
    ['while nobody reads', false],
  ])('C4 gives up a body %s', async (_, isReading) => {
    const { controller, open, expectNothingLeft } = await setUp({
      listener: begun,
      timeouts: { idleMs: 5000 },
    });
    const { body } = await open();
    await body.next();
    const reading = isReading ? body.next() : undefined;
    controller.abort(reason);
    await expect(reading ?? body.next()).rejects.toMatchObject(aborted);
    await expectNothingLeft();
  });

  it('C5 rejects with the deadline where that was the reason', async () => {
    const { requested, controller, open } = await setUp({});
    const opening = open();
    await requested;
    const deadline = new ChatError('deadline', 'Too late.');
    controller.abort(deadline);
    await expect(opening).rejects.toBe(deadline);
  });

  it('C4 drops what had arrived but was not taken', async () => {
    const { controller, open } = await setUp({ listener: begun });
    const { body } = await open();
    await turn();
    controller.abort(reason);
    await expect(body.next()).rejects.toMatchObject(aborted);
  });
});
