import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { ChatError } from '../error/chat-error.ts';
import { createHttpClient } from './create-http-client.ts';
import type { HttpAnswer } from './http-client.ts';
import { httpError } from './http-error.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(server: Server): Promise<string> {
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => sockets.push(socket.on('error', () => {})));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers the first bytes of each connection by hand. */
function serve(answer: (socket: Socket) => void): Promise<string> {
  return listen(createServer((socket) => socket.once('data', () => answer(socket))));
}

function open(origin: string): Promise<HttpAnswer> {
  const http = createHttpClient();
  closers.push(() => http.close());
  const { signal } = new AbortController();
  return http.open({ method: 'GET', origin, path: '/', headers: [], signal, subject: 'chutes' });
}

async function failure(origin: string): Promise<unknown> {
  try {
    const { body } = await open(origin);
    for (let piece = await body.next(); piece; piece = await body.next());
    return 'no failure';
  } catch (error) {
    return error;
  }
}

describe('failures on the wire', () => {
  it('reads a refused connection as network', async () => {
    const server = createServer();
    const host = await listen(server);
    server.close();
    await once(server, 'close');
    expect(await failure(`http://${host}`)).toMatchObject({
      code: 'network',
      reason: 'ECONNREFUSED',
    });
  });

  it.each<[string, (socket: Socket) => void, object]>([
    [
      'a reset before the headers',
      (socket) => socket.resetAndDestroy(),
      { code: 'network', reason: 'ECONNRESET' },
    ],
    [
      'an end before the headers',
      (socket) => socket.end(),
      { code: 'network', reason: 'UND_ERR_SOCKET' },
    ],
    [
      'an end in the headers',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-'),
      { code: 'network' },
    ],
    [
      'less than the content-length',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort'),
      { code: 'network', reason: 'UND_ERR_SOCKET' },
    ],
    [
      'an end in the chunked body',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nshort'),
      { code: 'network' },
    ],
    [
      'something that is no HTTP',
      (socket) => socket.end('220 mail.example ESMTP\r\n'),
      { code: 'bad_response', reason: 'protocol' },
    ],
    [
      'two content-lengths',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
      { code: 'bad_response', reason: 'protocol' },
    ],
    [
      'a chunk size that is no number',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'),
      { code: 'bad_response', reason: 'protocol' },
    ],
    [
      'headers without end',
      (socket) => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`),
      { code: 'bad_response', reason: 'protocol' },
    ],
  ])('reads %s', async (_, answer, expected) => {
    expect(await failure(`http://${await serve(answer)}`)).toMatchObject(expected);
  });

  it('gives what arrived before a reset in the body, then network', async () => {
    let reset = (): void => {};
    const host = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort');
      reset = () => socket.resetAndDestroy();
    });
    const { body } = await open(`http://${host}`);
    expect(String(await body.next())).toBe('short');
    reset();
    await expect(body.next()).rejects.toMatchObject({ code: 'network', reason: 'ECONNRESET' });
    await expect(body.next()).rejects.toMatchObject({ code: 'network', reason: 'ECONNRESET' });
  });

  it('reads a certificate nobody vouches for as network, with that reason', async () => {
    const host = await listen(createTlsServer(selfSigned()));
    expect(await failure(`https://${host}`)).toMatchObject({
      code: 'network',
      reason: 'certificate',
    });
  });

  it('reads a server without TLS as network', async () => {
    const host = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await failure(`https://${host}`)).toMatchObject({ code: 'network' });
  });
});

describe('httpError', () => {
  const coded = (code: string, more: object = {}): Error =>
    Object.assign(new Error('x'), { code }, more);

  it.each<[unknown, string, string]>([
    [coded('ENOTFOUND'), 'network', 'ENOTFOUND'],
    [coded('EAI_AGAIN'), 'network', 'EAI_AGAIN'],
    [coded('EPIPE'), 'network', 'EPIPE'],
    [coded('UND_ERR_SOCKET', { cause: coded('ECONNRESET') }), 'network', 'ECONNRESET'],
    [new AggregateError([coded('EHOSTUNREACH'), coded('x')]), 'network', 'EHOSTUNREACH'],
    [coded('CERT_HAS_EXPIRED'), 'network', 'certificate'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'network', 'certificate'],
    [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'network', 'certificate'],
    [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'network', 'certificate'],
    [coded('HPE_INVALID_CONSTANT'), 'bad_response', 'protocol'],
    [coded('UND_ERR_RES_CONTENT_LENGTH_MISMATCH'), 'bad_response', 'protocol'],
    [coded('UND_ERR_HEADERS_OVERFLOW'), 'bad_response', 'protocol'],
    [coded('UND_ERR_INVALID_ARG'), 'invalid_config', 'request'],
    [new Error('x'), 'network', 'unknown'],
    [undefined, 'network', 'unknown'],
  ])('reads %o as %s, %s', (cause, code, reason) => {
    expect(httpError('chutes', cause)).toMatchObject({ code, reason });
  });

  it('leaves our own errors as they are', () => {
    const error = new ChatError('timeout', 'Too slow.');
    expect(httpError('chutes', error)).toBe(error);
  });
});

/** A certificate made for the moment, so that no key lies in the repository. */
function selfSigned(): { readonly key: string; readonly cert: string } {
  const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
    const content = Buffer.concat(parts);
    const length = content.length < 128 ? [content.length] : [0x82, 0, 0];
    const head = Buffer.from([tag, ...length]);
    if (length.length > 1) head.writeUInt16BE(content.length, 2);
    return Buffer.concat([head, content]);
  };
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const commonName = [der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('test'))];
  const name = der(0x30, der(0x31, der(0x30, ...commonName)));
  const times = ['200101000000Z', '490101000000Z'].map((time) => der(0x17, Buffer.from(time)));
  const toSign = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    der(0x30, ...times),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toSign, privateKey));
  const body = der(0x30, toSign, ecdsaWithSha256, signature).toString('base64');
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}
