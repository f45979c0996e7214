import { Pool } from 'undici';
import { requestText } from '../http/message.js';

/**
 * undici with a handler that does nothing but gather the body: the least a client can cost.
 *
 * @param {string} base
 * @returns {import('../benchmark.js').Client}
 */
export function createClient(base) {
  const { origin, pathname } = new URL(base);
  const pool = new Pool(origin, { headersTimeout: 0, bodyTimeout: 0 });
  const headers = ['content-type', 'application/json', 'authorization', 'Bearer none'];
  const path = `${pathname}/chat/completions`;
  return {
    call: () =>
      new Promise((resolve, reject) => {
        /** @type {Buffer[]} */
        const pieces = [];
        pool.dispatch(
          { method: 'POST', path, headers, body: requestText },
          {
            onRequestStart() {},
            onResponseStart() {},
            onResponseData: (_, piece) => pieces.push(piece),
            onResponseEnd: () => resolve(JSON.parse(Buffer.concat(pieces).toString())),
            onResponseError: (_, error) => reject(error),
          },
        );
      }),
    close: () => pool.close(),
  };
}
