import { answerText } from './message.js';

/** @type {import('../benchmark.js').Benchmark} */
export const http = {
  name: 'http',
  question: 'What does our HTTP client cost over undici alone?',
  answer: answerText,
  server: new URL('server.js', import.meta.url),
  contenders: [
    { name: 'undici request + JSON.parse', module: new URL('raw-client.js', import.meta.url) },
    { name: '@scillm/core/http', module: new URL('core-client.js', import.meta.url) },
  ],
  loads: [
    { name: 'instant, 1 at a time', concurrency: 1, delayMs: 0, requests: 10_000 },
    { name: 'instant, 64 at a time', concurrency: 64, delayMs: 0, requests: 20_000 },
    { name: 'instant, 512 at a time', concurrency: 512, delayMs: 0, requests: 20_000 },
    { name: '20 ms, 64 at a time', concurrency: 64, delayMs: 20, requests: 10_000 },
  ],
  peers: ['@scillm/core', 'undici'],
};
