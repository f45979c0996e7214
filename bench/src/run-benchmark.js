import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ROUNDS, WARM_UP } from './benchmark.js';
import { judgeBars } from './judge-bars.js';
import { measure, startServer } from './programs.js';
import { spread } from './spread.js';

/**
 * Measures, prints the table, and writes report/NAME.json.
 *
 * @param {import('./benchmark.js').Benchmark} benchmark
 */
export async function runBenchmark(benchmark) {
  console.log(`${benchmark.name}: ${benchmark.question}`);
  const loadAverage = loadavg();
  const server = await startServer(benchmark.server);
  const loads = [];
  try {
    for (const load of benchmark.loads) {
      const rounds = await measureRounds(benchmark, load, server);
      const result = { ...load, ...summary(rounds, benchmark) };
      console.log(`\n${load.name} (server busy ${(result.serverBusy.median * 100).toFixed(0)} %)`);
      console.table(result.table);
      loads.push({ ...result, rounds });
    }
  } finally {
    await server.close();
  }
  const bars = judgeBars(benchmark.bars ?? [], loads);
  if (bars.length > 0) console.table(bars);
  const file = new URL(`../report/${benchmark.name}.json`, import.meta.url);
  mkdirSync(new URL('.', file), { recursive: true });
  const report = { ...facts(benchmark), loadAverage, bars, loads };
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nWritten: ${fileURLToPath(file)}`);
}

/**
 * @typedef {object} Round
 * @property {Readonly<Record<string, import('./programs.js').Figures>>} figures by contender
 * @property {number} serverBusy the server's share of one core; near 1 it would be the bottleneck
 */

/**
 * @param {import('./benchmark.js').Benchmark} benchmark
 * @param {import('./benchmark.js').Load} load
 * @param {Awaited<ReturnType<typeof startServer>>} server
 * @returns {Promise<Round[]>}
 */
async function measureRounds(benchmark, load, server) {
  const { contenders } = benchmark;
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const shift = round % contenders.length;
    /** @type {Record<string, import('./programs.js').Figures>} */
    const figures = {};
    const cpuBefore = await server.cpuMs();
    const began = performance.now();
    for (const contender of [...contenders.slice(shift), ...contenders.slice(0, shift)]) {
      figures[contender.name] = await measure(benchmark, contender, load, server.base);
    }
    const serverBusy = ((await server.cpuMs()) - cpuBefore) / (performance.now() - began);
    rounds.push({ figures, serverBusy });
  }
  return rounds;
}

/**
 * @param {readonly Round[]} rounds
 * @param {import('./benchmark.js').Benchmark} benchmark
 */
function summary(rounds, { contenders }) {
  const baseline = contenders[0]?.name ?? '';
  const table = Object.fromEntries(
    contenders.map(({ name }) => {
      const own = rounds.map(({ figures }) => figures[name]).filter((found) => found !== undefined);
      const ratio = spread(
        rounds.map(
          ({ figures }) => (figures[name]?.cpuMicros ?? 0) / (figures[baseline]?.cpuMicros ?? 0),
        ),
      );
      const row = {
        'CPU µs per request': spread(own.map(({ cpuMicros }) => cpuMicros)).text,
        'ratio within the round': ratio.text,
        'requests per second': Math.round(spread(own.map(({ perSecond }) => perSecond)).median),
        'p99 ms': spread(own.map(({ p99Ms }) => p99Ms)).text,
        'peak MB': Math.round(spread(own.map(({ peakBytes }) => peakBytes)).median / 1e6),
      };
      return [name, row];
    }),
  );
  return { table, serverBusy: spread(rounds.map(({ serverBusy }) => serverBusy)) };
}

/** @param {import('./benchmark.js').Benchmark} benchmark */
function facts({ name, question, peers }) {
  const versions = Object.fromEntries(peers.map((peer) => [peer, versionOf(peer)]));
  return {
    ...{
      name,
      question,
      versions,
      node: process.version,
      cpu: cpus()[0]?.model,
      cores: cpus().length,
    },
    ...{ command: `npm run bench -- ${name}`, rounds: ROUNDS, warmUp: WARM_UP },
  };
}

/** @param {string} peer */
function versionOf(peer) {
  // By path: not every package lets its manifest be imported.
  const manifest = new URL(`../node_modules/${peer}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
