import { readJson } from '@scillm/strict-json';
import { rules, valueIn } from './rules.js';
import { answerOf, broken } from './texts.js';

/** @returns {import('../benchmark.js').Client} */
export function createClient() {
  return {
    call: async () => answerOf(valueIn(await readJson(broken, rules))),
    close: async () => undefined,
  };
}
