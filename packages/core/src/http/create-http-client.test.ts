import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpClient, type HttpClientOptions } from './create-http-client.ts';
import type { HttpBody, HttpClient, HttpRequest } from './http-client.ts';
import { readText } from './read-text.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<{ server: Server; origin: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function client(options?: HttpClientOptions): HttpClient {
  const http = createHttpClient(options);
  closers.push(() => http.close());
  return http;
}

function request(origin: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  const { signal } = new AbortController();
  return { method: 'GET', origin, path: '/', headers: [], signal, subject: 'chutes', ...changes };
}

const read = (body: HttpBody): Promise<string> =>
  readText(body, { maxBytes: 1e6, beyond: 'fail', subject: 'chutes' });

/** Sockets that keep this process alive. */
const heldSockets = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

describe('one exchange', () => {
  it('sends what it is given and gives status, headers and body', async () => {
    let seen: IncomingMessage | undefined;
    let body = '';
    const { origin } = await serve(async (incoming, answer) => {
      seen = incoming;
      for await (const piece of incoming) body += piece;
      answer.writeHead(201, { 'X-One': 'a', 'x-two': ['b', 'c'] }).end('fine');
    });
    const answer = await client().open(
      request(origin, {
        method: 'POST',
        path: '/v1/chat?x=1',
        headers: ['content-type', 'application/json', 'x-mine', 'yes'],
        body: '{"ü":1}',
      }),
    );
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ 'x-one': 'a', 'x-two': ['b', 'c'] });
    expect(await read(answer.body)).toBe('fine');
    expect(seen).toMatchObject({ method: 'POST', url: '/v1/chat?x=1' });
    expect(seen?.headers).toMatchObject({ 'x-mine': 'yes', 'content-length': '8' });
    expect(body).toBe('{"ü":1}');
  });

  it('does not follow redirects', async () => {
    const { origin } = await serve((_, answer) => {
      answer.writeHead(302, { location: 'http://elsewhere.invalid/' }).end();
    });
    const { status, body } = await client().open(request(origin));
    expect(status).toBe(302);
    expect(await read(body)).toBe('');
  });

  it('takes no interim answer for the answer', async () => {
    const { origin } = await serve((_, answer) => {
      answer.writeProcessing();
      answer.end('late');
    });
    const { status, body } = await client().open(request(origin));
    expect([status, await read(body)]).toEqual([200, 'late']);
  });

  it('ends a body once and for all, also when asked again or cancelled', async () => {
    const { origin } = await serve((_, answer) => answer.end());
    const { body } = await client().open(request(origin));
    expect(await body.next()).toBeUndefined();
    body.cancel();
    expect(await body.next()).toBeUndefined();
  });
});

describe('connections', () => {
  it('uses a connection again once its answer was read', async () => {
    const ports: (number | undefined)[] = [];
    const { origin } = await serve((incoming, answer) => {
      ports.push(incoming.socket.remotePort);
      answer.end('x');
    });
    const http = client();
    for (let count = 0; count < 3; count += 1) {
      await read((await http.open(request(origin))).body);
    }
    expect(new Set(ports).size).toBe(1);
  });

  it('opens one connection for each of several requests at a time', async () => {
    const sockets = new Set<unknown>();
    const { origin } = await serve((incoming, answer) => {
      sockets.add(incoming.socket);
      if (sockets.size === 3) answer.end('all');
      else answer.end('x');
    });
    const http = client();
    const answers = await Promise.all([1, 2, 3].map(() => http.open(request(origin))));
    await Promise.all(answers.map(({ body }) => read(body)));
    expect(sockets.size).toBe(3);
  });

  it.each<['cancel' | 'abort']>([['cancel'], ['abort']])(
    'S11 closes a connection whose body was left by %s, and uses another one',
    async (way) => {
      const ports: (number | undefined)[] = [];
      const { server, origin } = await serve((incoming, answer) => {
        ports.push(incoming.socket.remotePort);
        answer.write('begun');
      });
      const closed = once(server, 'connection').then(([socket]) => once(socket, 'close'));
      const http = client();
      const controller = new AbortController();
      const { body } = await http.open(request(origin, { signal: controller.signal }));
      await body.next();
      if (way === 'cancel') body.cancel();
      else controller.abort();
      await closed;
      await expect(body.next()).rejects.toMatchObject({ code: 'aborted' });
      (await http.open(request(origin))).body.cancel();
      expect(new Set(ports).size).toBe(2);
    },
  );

  it('C7 lets the process go while a connection is idle, and holds it while a call is on', async () => {
    let finish = (): void => {};
    const { server, origin } = await serve((_, answer) => {
      answer.write('begun');
      finish = () => answer.end();
    });
    let accepted: Socket | undefined;
    server.on('connection', (socket) => {
      accepted = socket.unref();
    });
    // Those of earlier tests are closed by then.
    await new Promise(setImmediate);
    const before = heldSockets();
    const { body } = await client().open(request(origin));
    expect(heldSockets()).toBe(before + 1);
    finish();
    await read(body);
    await new Promise(setImmediate);
    expect(heldSockets()).toBe(before);
    expect(accepted?.destroyed).toBe(false);
  });
});

describe('close', () => {
  it('closes idle connections and may be repeated', async () => {
    const { server, origin } = await serve((_, answer) => answer.end('x'));
    const closed = once(server, 'connection').then(([socket]) => once(socket, 'close'));
    const http = client();
    await read((await http.open(request(origin))).body);
    await Promise.all([http.close(), http.close()]);
    await http.close();
    await closed;
  });

  it('fails what is in flight, with and without headers', async () => {
    const { server, origin } = await serve((incoming, answer) => {
      if (incoming.url === '/body') answer.write('begun');
    });
    const http = client();
    const { body } = await http.open(request(origin, { path: '/body' }));
    await body.next();
    const requested = once(server, 'request');
    const waiting = http.open(request(origin, { path: '/headers' }));
    const failed = expect(waiting).rejects.toMatchObject({ code: 'network' });
    await requested;
    await http.close();
    await failed;
    await expect(body.next()).rejects.toMatchObject({ code: 'network' });
  });

  it('opens new connections for requests that come later', async () => {
    const { origin } = await serve((_, answer) => answer.end('x'));
    const http = client();
    await http.close();
    expect(await read((await http.open(request(origin))).body)).toBe('x');
  });
});

describe('requests that cannot be', () => {
  it.each([
    ['an origin of another protocol', { origin: 'ftp://127.0.0.1' }],
    ['an origin that is no URL', { origin: 'llm.chutes.ai' }],
  ])('C8 rejects %s with invalid_config', async (_, changes) => {
    await expect(client().open(request('', changes))).rejects.toMatchObject({
      code: 'invalid_config',
      reason: 'url',
    });
  });

  it('C8 rejects a header that cannot be written with invalid_config', async () => {
    await expect(
      client().open(request('http://127.0.0.1:1', { headers: ['x-a', 'b\nc'] })),
    ).rejects.toMatchObject({ code: 'invalid_config', reason: 'request' });
  });

  it('E8 says nothing of the password of a proxy that is no URL', async () => {
    const proxies = { http: 'me:hunter2@proxy', direct: [] };
    const failed = client({ proxies }).open(request('http://chutes.test'));
    const error: Error = await failed.then(
      () => new Error('It went through.'),
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: 'invalid_config', reason: 'url' });
    expect(JSON.stringify(error) + error.stack + error.cause).not.toContain('hunter2');
  });
});
