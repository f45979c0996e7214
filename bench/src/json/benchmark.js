import { answerOf, valid } from './texts.js';

const module = (/** @type {string} */ name) => new URL(`${name}-client.js`, import.meta.url);
const load = '2 kB';

/** @type {import('../benchmark.js').Benchmark} */
export const json = {
  name: 'json',
  question: 'What does reading JSON strictly cost over JSON.parse?',
  answer: JSON.stringify(answerOf(JSON.parse(valid))),
  // Nobody asks it: the runner has one for every benchmark.
  server: new URL('../http/server.js', import.meta.url),
  contenders: [
    { name: 'JSON.parse', module: module('parse') },
    { name: 'readJson, valid', module: module('read-valid') },
    { name: 'readJson, fenced', module: module('read-fenced') },
    { name: 'readJson, repaired', module: module('read-broken') },
    { name: 'jsonrepair + JSON.parse', module: module('jsonrepair') },
  ],
  loads: [{ name: load, concurrency: 1, delayMs: 0, requests: 50_000 }],
  bars: [
    { id: 'P12', load, of: 'readJson, valid', over: 'JSON.parse', atMost: 1.4 },
    { id: 'P12', load, of: 'readJson, fenced', over: 'JSON.parse', atMost: 1.6 },
    { id: 'P12', load, of: 'readJson, repaired', over: 'jsonrepair + JSON.parse', atMost: 1 },
  ],
  peers: ['@scillm/strict-json'],
};
