import { jsonrepair } from 'jsonrepair';
import { answerOf, broken } from './texts.js';

/** @returns {import('../benchmark.js').Client} */
export function createClient() {
  return {
    call: async () => answerOf(JSON.parse(jsonrepair(broken))),
    close: async () => undefined,
  };
}
