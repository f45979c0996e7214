import { Pool } from 'undici';
import { requestText } from './message.js';

/**
 * @param {string} base
 * @returns {import('../benchmark.js').Client}
 */
export function createClient(base) {
  const { origin, pathname } = new URL(base);
  const pool = new Pool(origin, { headersTimeout: 0, bodyTimeout: 0 });
  const headers = { 'content-type': 'application/json', authorization: 'Bearer none' };
  const path = `${pathname}/chat/completions`;
  return {
    async call() {
      const answer = await pool.request({ method: 'POST', path, headers, body: requestText });
      return JSON.parse(await answer.body.text());
    },
    close: () => pool.close(),
  };
}
