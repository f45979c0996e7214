import OpenAI from 'openai';
import { request } from '../http/message.js';

/**
 * @param {string} base
 * @returns {import('../benchmark.js').Client}
 */
export function createClient(base) {
  const client = new OpenAI({ apiKey: 'none', baseURL: base });
  return {
    call: () => client.chat.completions.create(request),
    close: async () => undefined,
  };
}
