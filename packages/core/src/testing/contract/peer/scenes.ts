import { setImmediate as turn } from 'node:timers/promises';
import { completion, wholeStream } from './chat-wire.ts';
import type { PeerExchange, Scene } from './peer-exchange.ts';

/** Sends JSON. */
export function json(body: object, status = 200, headers: { [name: string]: string } = {}): Scene {
  return ({ response }) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** Sends a failing answer in the shape of OpenAI. */
export function refusal(
  status: number,
  error: object = {},
  headers: { [name: string]: string } = {},
): Scene {
  return json({ error: { message: 'No.', type: 'error', ...error } }, status, headers);
}

/** Opens a stream of events. */
export function openStream({ response }: PeerExchange): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

/** Sends these pieces as a stream, each in a write of its own, and ends it. */
export function stream(...pieces: readonly (string | Uint8Array)[]): Scene {
  return async (exchange) => {
    openStream(exchange);
    for (const piece of pieces) {
      exchange.response.write(piece);
      await turn();
    }
    exchange.response.end();
  };
}

/** Sends these pieces and leaves the stream open. */
export function openEnded(...pieces: readonly string[]): Scene {
  return (exchange) => {
    openStream(exchange);
    exchange.response.write(pieces.join(''));
  };
}

/** Sends these pieces and then destroys the connection. */
export function cut(...pieces: readonly string[]): Scene {
  return (exchange) => {
    openStream(exchange);
    exchange.response.write(pieces.join(''), () => exchange.response.destroy());
  };
}

/** Sends pieces every few milliseconds until the client leaves. */
export function forEver(begin: string, piece: string): Scene {
  return (exchange) => {
    const { response } = exchange;
    openStream(exchange);
    response.write(begin);
    const timer = setInterval(() => response.write(piece), 5);
    response.once('close', () => clearInterval(timer));
  };
}

/** A plain answer for plain requests, a stream for the others. */
export function either(plain: Scene, streamed: Scene): Scene {
  return (exchange) => (exchange.isStream ? streamed : plain)(exchange);
}

/** The stream for those who ask for one; the plain good answer for the others. */
export function streamed(scene: Scene): Scene {
  return either(json(completion()), scene);
}

/** A stream of these chunks. */
export function chunks(...all: readonly object[]): Scene {
  return stream(wholeStream(all));
}
