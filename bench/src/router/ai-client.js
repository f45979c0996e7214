import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';
import { request } from '../http/message.js';

/**
 * @param {string} base
 * @returns {import('../benchmark.js').Client}
 */
export function createClient(base) {
  const provider = createOpenAICompatible({ name: 'bench', baseURL: base, apiKey: 'none' });
  const model = provider(request.model);
  const { messages } = request;
  return {
    async call() {
      const { text } = await generateText({ model, messages, allowSystemInMessages: true });
      return { choices: [{ message: { content: text } }] };
    },
    close: async () => undefined,
  };
}
