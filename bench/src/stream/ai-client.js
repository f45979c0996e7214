import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText } from 'ai';
import { request } from './request.js';

/**
 * @param {string} base
 * @returns {import('./stream-client.js').StreamClient}
 */
export function createClient(base) {
  const provider = createOpenAICompatible({
    name: 'bench',
    baseURL: base,
    apiKey: 'none',
    includeUsage: true,
  });
  const model = provider(request.model);
  const { messages } = request;
  return {
    async read(onPiece) {
      const { textStream } = streamText({ model, messages, allowSystemInMessages: true });
      for await (const piece of textStream) onPiece(piece);
    },
    close: async () => undefined,
  };
}
