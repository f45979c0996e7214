import { answerText } from '../http/message.js';

const raw = 'undici request + JSON.parse';
const dispatch = 'undici dispatch';
const ours = '@scillm/router';
const openai = 'openai SDK';

/** @type {import('../benchmark.js').Benchmark} */
export const router = {
  name: 'router',
  question:
    'What does a routed call cost: limits, health, retry and trail on, beside bare HTTP and the SDKs?',
  answer: answerText,
  server: new URL('../http/server.js', import.meta.url),
  contenders: [
    { name: raw, module: new URL('../http/raw-client.js', import.meta.url) },
    { name: dispatch, module: new URL('dispatch-client.js', import.meta.url) },
    { name: ours, module: new URL('router-client.js', import.meta.url) },
    { name: openai, module: new URL('openai-client.js', import.meta.url) },
    { name: 'AI SDK', module: new URL('ai-client.js', import.meta.url) },
  ],
  loads: [
    { name: 'instant, 64 at a time', concurrency: 64, delayMs: 0, requests: 10_000 },
    { name: '20 ms, 64 at a time', concurrency: 64, delayMs: 20, requests: 10_000 },
  ],
  bars: [
    { id: 'P1', load: 'instant, 64 at a time', of: ours, over: raw, atMost: 1.5 },
    { id: 'P1', load: 'instant, 64 at a time', of: ours, over: dispatch, atMost: 2 },
    { id: 'P2', load: '20 ms, 64 at a time', of: ours, over: raw, atMost: 1.35 },
    { id: 'P3', load: 'instant, 64 at a time', of: openai, over: ours, atLeast: 12 },
  ],
  peers: ['@scillm/router', 'undici', 'openai', 'ai', '@ai-sdk/openai-compatible'],
};
