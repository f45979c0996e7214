import { answerText } from './events.js';

const module = (/** @type {string} */ name) => new URL(`${name}-client.js`, import.meta.url);
const ours = '@scillm/providers-compatible';
const raw = 'undici + eventsource-parser + JSON.parse';
const load = 'an event a write, 16 at a time';

/** @type {import('../benchmark.js').Benchmark} */
export const stream = {
  name: 'stream',
  question: 'What does a streamed chunk cost over the least that reads it? (per chunk of text)',
  answer: answerText,
  server: new URL('server.js', import.meta.url),
  program: new URL('measure.js', import.meta.url),
  contenders: [
    { name: raw, module: module('raw') },
    { name: ours, module: module('core') },
    { name: 'openai SDK', module: module('openai') },
    { name: 'AI SDK streamText', module: module('ai') },
  ],
  loads: [
    { name: load, concurrency: 16, delayMs: 0, path: 'each', requests: 400 },
    {
      name: 'all in one write, 16 at a time',
      concurrency: 16,
      delayMs: 0,
      path: 'burst',
      requests: 400,
    },
  ],
  bars: [
    { id: 'P8', load, of: ours, over: raw, atMost: 1.2 },
    { id: 'P8', load, of: 'openai SDK', over: ours, atLeast: 5 },
    { id: 'P8', load, of: 'AI SDK streamText', over: ours, atLeast: 15 },
  ],
  peers: ['@scillm/providers-compatible', 'undici', 'openai', 'ai'],
};
