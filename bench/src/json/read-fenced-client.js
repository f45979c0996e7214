import { readJson } from '@scillm/strict-json';
import { rules, valueIn } from './rules.js';
import { answerOf, fenced } from './texts.js';

/** @returns {import('../benchmark.js').Client} */
export function createClient() {
  return {
    call: async () => answerOf(valueIn(await readJson(fenced, rules))),
    close: async () => undefined,
  };
}
