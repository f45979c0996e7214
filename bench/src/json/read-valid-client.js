import { readJson } from '@scillm/strict-json';
import { rules, valueIn } from './rules.js';
import { answerOf, valid } from './texts.js';

/** @returns {import('../benchmark.js').Client} */
export function createClient() {
  return {
    call: async () => answerOf(valueIn(await readJson(valid, rules))),
    close: async () => undefined,
  };
}
