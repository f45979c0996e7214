import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** One request as it came. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The headers that carry a key, by name. */
  readonly auth: readonly string[];
}

/** A server of a test; it closes with the test. */
export interface SmallServer {
  readonly origin: string;
  /** The origin and `/v1`. */
  readonly baseUrl: string;
  readonly asked: readonly Asked[];
}

/** Starts a server on the loopback that answers as told. */
export async function startSmallServer(
  reply: (response: ServerResponse, asked: Asked) => void | Promise<void>,
): Promise<SmallServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = Buffer.concat(await request.toArray()).toString();
    const auth = ['authorization', 'x-api-key'].filter((name) => name in headers);
    const entry = { method, path: url, headers, body, auth };
    asked.push(entry);
    await reply(response, entry);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return { origin, baseUrl: `${origin}/v1`, asked };
}

/** Sends JSON. */
export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: { [name: string]: string } = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A plain answer of a model named `small`. */
export const COMPLETION: object = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'small',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' }],
};

/** The body of a refusal. */
export const REFUSAL: object = { error: { message: 'No.', type: 'error' } };

/** Answers as a base that takes the key in these headers alone. */
export function takesKeyIn(
  ...names: readonly string[]
): (response: ServerResponse, asked: Asked) => void {
  return (response, { auth }) => {
    const isRight = auth.length === 1 && names.includes(auth[0] ?? '');
    sendJson(response, isRight ? COMPLETION : REFUSAL, isRight ? 200 : 401);
  };
}
