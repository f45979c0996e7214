import { createCompatible } from '@scillm/providers-compatible';
import { createRouter } from '@scillm/router';
import { request } from '../http/message.js';

/**
 * A primary and its fallback with what every user gets: trail, retry, limits, health, one deadline.
 *
 * @param {string} base
 * @returns {import('../benchmark.js').Client}
 */
export function createClient(base) {
  const deployment = (/** @type {string} */ id) => ({
    id,
    transport: createCompatible({ id, baseUrl: base, apiKey: `key-of-${id}` }),
    model: request.model,
  });
  const routes = { [request.model]: [deployment('primary'), deployment('fallback')] };
  const router = createRouter({ routes });
  return {
    call: () => router.complete(request),
    close: async () => undefined,
  };
}
