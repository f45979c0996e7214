import { answerOf, valid } from './texts.js';

/** @returns {import('../benchmark.js').Client} */
export function createClient() {
  return {
    call: async () => answerOf(JSON.parse(valid)),
    close: async () => undefined,
  };
}
