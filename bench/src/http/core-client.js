import { createHttpClient, readText } from '@scillm/core/http';
import { requestText } from './message.js';

/**
 * @param {string} base
 * @returns {import('../benchmark.js').Client}
 */
export function createClient(base) {
  const { origin, pathname } = new URL(base);
  const client = createHttpClient();
  const subject = 'bench';
  const limits = /** @type {const} */ ({ maxBytes: 1_000_000, beyond: 'fail', subject });
  const request = /** @type {const} */ ({
    method: 'POST',
    origin,
    path: `${pathname}/chat/completions`,
    headers: ['content-type', 'application/json', 'authorization', 'Bearer none'],
    body: requestText,
    subject,
    timeouts: { connectMs: 10_000, firstByteMs: 60_000, idleMs: 60_000 },
  });
  return {
    async call() {
      const { signal } = new AbortController();
      const answer = await client.open({ ...request, signal });
      return JSON.parse(await readText(answer.body, limits));
    },
    close: () => client.close(),
  };
}
