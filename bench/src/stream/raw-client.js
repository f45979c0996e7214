import { createParser } from 'eventsource-parser';
import { Pool } from 'undici';
import { requestText } from './request.js';

/**
 * The least that reads such a stream: bytes as they come, an event parser, `JSON.parse`.
 *
 * @param {string} base
 * @returns {import('./stream-client.js').StreamClient}
 */
export function createClient(base) {
  const { origin, pathname } = new URL(base);
  const pool = new Pool(origin, { headersTimeout: 0, bodyTimeout: 0 });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer none' };
  const path = `${pathname}/chat/completions`;
  return {
    async read(onPiece) {
      const parser = createParser({
        onEvent({ data }) {
          if (data === '[DONE]') return;
          const piece = JSON.parse(data).choices[0]?.delta.content;
          if (piece) onPiece(piece);
        },
      });
      const decoder = new TextDecoder();
      const { body } = await pool.request({ method: 'POST', path, headers, body: requestText });
      for await (const bytes of body) parser.feed(decoder.decode(bytes, { stream: true }));
    },
    close: () => pool.close(),
  };
}
