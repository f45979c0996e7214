// One measurement, in a process of its own: measure.js MODULE BASE CONCURRENCY STREAMS
import { answerText, PIECES } from './events.js';
import { WARM_UP } from './warm-up.js';

const [module = '', base = '', concurrency = '', streams = ''] = process.argv.slice(2);
const { createClient } = await import(module);

/** @type {import('./stream-client.js').StreamClient} */
const client = createClient(base);
const firstMs = new Float64Array(Number(streams));

await readMany(WARM_UP, () => undefined);
const startCpu = process.cpuUsage();
const start = performance.now();
await readMany(firstMs.length, (index, ms) => {
  firstMs[index] = ms;
});
const wallMs = performance.now() - start;
const { user, system } = process.cpuUsage(startCpu);
await client.close();

firstMs.sort();
const chunks = firstMs.length * PIECES;
process.send?.({
  cpuMicros: (user + system) / chunks,
  perSecond: (chunks / wallMs) * 1000,
  p99Ms: firstMs[Math.floor(firstMs.length * 0.99)],
  peakBytes: process.resourceUsage().maxRSS * 1024,
});

/**
 * Keeps as many streams in flight as the load says, and checks every answer, so that dropped work cannot win.
 *
 * @param {number} count
 * @param {(index: number, ms: number) => void} noteFirst told how long the first piece of text took
 */
async function readMany(count, noteFirst) {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      let text = '';
      const began = performance.now();
      await client.read((piece) => {
        if (text === '') noteFirst(index, performance.now() - began);
        text += piece;
      });
      if (text !== answerText) throw new Error(`${module} gave a wrong answer.`);
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, worker));
}
