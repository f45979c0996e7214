import OpenAI from 'openai';
import { request } from './request.js';

/**
 * @param {string} base
 * @returns {import('./stream-client.js').StreamClient}
 */
export function createClient(base) {
  const client = new OpenAI({ apiKey: 'none', baseURL: base });
  return {
    async read(onPiece) {
      const stream = await client.chat.completions.create({
        ...request,
        stream: true,
        stream_options: { include_usage: true },
      });
      for await (const { choices } of stream) {
        const piece = choices[0]?.delta.content;
        if (piece) onPiece(piece);
      }
    },
    close: async () => undefined,
  };
}
