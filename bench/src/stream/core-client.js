import { createContext, readSettings } from '@scillm/core';
import { createCompatible } from '@scillm/providers-compatible';
import { request } from './request.js';

/**
 * @param {string} base
 * @returns {import('./stream-client.js').StreamClient}
 */
export function createClient(base) {
  const transport = createCompatible({ baseUrl: base, apiKey: 'none' });
  const settings = readSettings({});
  return {
    async read(onPiece) {
      const stream = await transport.stream(request, createContext({}, { settings }));
      for await (const { choices } of stream) {
        const piece = choices[0]?.delta.content;
        if (piece) onPiece(piece);
      }
    },
    close: async () => undefined,
  };
}
