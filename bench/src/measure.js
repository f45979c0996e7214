// One measurement, in a process of its own: measure.js MODULE BASE CONCURRENCY REQUESTS ANSWER
import { WARM_UP } from './benchmark.js';

const [module = '', base = '', concurrency = '', requests = '', answer = ''] =
  process.argv.slice(2);
const { createClient } = await import(module);
const expected = contentOf(JSON.parse(answer));

/** @type {import('./benchmark.js').Client} */
const client = createClient(base);
const latenciesMs = new Float64Array(Number(requests));

await callMany(WARM_UP, () => undefined);
const startCpu = process.cpuUsage();
const start = performance.now();
await callMany(latenciesMs.length, (index, ms) => {
  latenciesMs[index] = ms;
});
const wallMs = performance.now() - start;
const { user, system } = process.cpuUsage(startCpu);
await client.close();

latenciesMs.sort();
process.send?.({
  cpuMicros: (user + system) / latenciesMs.length,
  wallMs,
  perSecond: (latenciesMs.length / wallMs) * 1000,
  p99Ms: latenciesMs[Math.floor(latenciesMs.length * 0.99)],
  peakBytes: process.resourceUsage().maxRSS * 1024,
});

/**
 * Keeps as many calls in flight as the load says, and checks every answer, so that dropped work cannot win.
 *
 * @param {number} count
 * @param {(index: number, ms: number) => void} note
 */
async function callMany(count, note) {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      const began = performance.now();
      const parsed = await client.call();
      note(index, performance.now() - began);
      if (contentOf(parsed) !== expected) throw new Error(`${module} gave a wrong answer.`);
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, worker));
}

/** @param {Awaited<ReturnType<import('./benchmark.js').Client['call']>>} answer */
function contentOf(answer) {
  return answer.choices[0]?.message.content;
}
