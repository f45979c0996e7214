import type { ChatTransport, HttpAnswer, HttpBody } from '@scillm/core';
import { createHttpClient, type HttpClient } from '@scillm/core/http';
import { createCompatible } from '../src/create-compatible.ts';

/** What happens to answers on their way in. */
export interface Spoiling {
  readonly status?: (status: number) => number;
  readonly headers?: (headers: HttpAnswer['headers']) => HttpAnswer['headers'];
  /** Each piece as it comes. */
  readonly bytes?: (piece: Uint8Array) => Uint8Array;
  /** The same, as text. */
  readonly text?: (piece: string) => string;
  /** The whole body, as text, where it is no matter that nothing is handed out before its end. */
  readonly whole?: (text: string) => string;
  /** The whole client, for what is more than an answer. */
  readonly client?: (http: HttpClient) => HttpClient;
}

/** A sound transport behind connections that are not. */
export function spoiled(spoiling: Spoiling): (baseUrl: string) => ChatTransport {
  return (baseUrl) =>
    createCompatible({ baseUrl, apiKey: 'contract-key', http: spoiledClient(spoiling) });
}

function spoiledClient({ status, headers, bytes, text, whole, client }: Spoiling): HttpClient {
  const http = createHttpClient();
  const outer = client?.(http) ?? http;
  const change = (piece: Uint8Array): Uint8Array => {
    const spoiledPiece = bytes?.(piece) ?? piece;
    return text === undefined ? spoiledPiece : Buffer.from(text(latin(spoiledPiece)), 'latin1');
  };
  return {
    close: () => http.close(),
    async open(request) {
      const answer = await outer.open(request);
      const pieces = whole === undefined ? answer.body : gathered(answer.body, whole);
      return {
        status: status?.(answer.status) ?? answer.status,
        headers: headers?.(answer.headers) ?? answer.headers,
        body: {
          cancel: () => answer.body.cancel(),
          async next() {
            const piece = await pieces.next();
            return piece === undefined ? undefined : change(piece);
          },
        },
      };
    },
  };
}

function latin(piece: Uint8Array): string {
  return Buffer.from(piece).toString('latin1');
}

/** The body in one piece. */
function gathered(body: HttpBody, change: (text: string) => string): Pick<HttpBody, 'next'> {
  let isRead = false;
  return {
    async next() {
      if (isRead) return undefined;
      isRead = true;
      const pieces: Uint8Array[] = [];
      for (let piece = await body.next(); piece !== undefined; piece = await body.next()) {
        pieces.push(piece);
      }
      return Buffer.from(change(Buffer.concat(pieces).toString('latin1')), 'latin1');
    },
  };
}
