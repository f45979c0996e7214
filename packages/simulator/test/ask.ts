import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Simulator } from '../src/simulator-contract.ts';
import type { SurfaceName } from '../src/surfaces/surface-name.ts';

/** What came back over the socket, whole or not. */
export interface RawAnswer {
  /** The status, or `null` if the connection broke before there was one. */
  readonly status: number | null;
  /** The headers. */
  readonly headers: IncomingHttpHeaders;
  /** The bytes, as far as they came. */
  readonly bytes: Buffer;
  /** How many pieces they came in. */
  readonly pieces: number;
  /** The bytes as text. */
  readonly text: string;
  /** The code of the error that broke the connection, or `null`. */
  readonly failure: string | null;
}

/** Options of {@link ask}. */
export interface AskOptions {
  /** @default 'POST' with a body, else 'GET' */
  readonly method?: string;
  /** Header fields; by default the key, in the style the surface takes. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body: text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Leaves as soon as the text so far satisfies this. */
  readonly leaveWhen?: (text: string) => boolean;
  /** Leaves when it aborts. */
  readonly signal?: AbortSignal;
}

/** Sends one request on a connection of its own; never rejects. */
export function ask(
  simulator: Simulator,
  surface: SurfaceName,
  path: string,
  options: AskOptions = {},
): Promise<RawAnswer> {
  const { body, leaveWhen, signal } = options;
  const payload = typeof body === 'string' ? body : JSON.stringify(body);
  const key = simulator.key(surface);
  const headers = options.headers ?? { 'x-api-key': key, authorization: `Bearer ${key}` };
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let status: number | null = null;
    let received: IncomingHttpHeaders = {};
    const finish = (failure: string | null): void => {
      const bytes = Buffer.concat(pieces);
      const text = bytes.toString('utf8');
      resolve({ status, headers: received, bytes, pieces: pieces.length, text, failure });
    };
    const failed = (error: NodeJS.ErrnoException): void => finish(error.code ?? error.message);
    const outgoing = request(
      `${simulator.base(surface)}${path}`,
      {
        method: options.method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { 'content-type': 'application/json', ...headers },
        agent: new Agent({ keepAlive: false }),
        ...(signal === undefined ? {} : { signal }),
      },
      (response) => {
        status = response.statusCode ?? null;
        received = response.headers;
        response.on('error', failed);
        response.on('end', () => finish(response.complete ? null : 'INCOMPLETE'));
        response.on('data', (piece: Buffer) => {
          pieces.push(piece);
          if (leaveWhen?.(Buffer.concat(pieces).toString('utf8')) === true) outgoing.destroy();
        });
      },
    );
    outgoing.on('error', failed);
    outgoing.end(payload);
  });
}
