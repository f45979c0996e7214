// `npm run bench` runs every benchmark, `npm run bench -- http` one.
import { http } from './http/benchmark.js';
import { json } from './json/benchmark.js';
import { router } from './router/benchmark.js';
import { runBenchmark } from './run-benchmark.js';
import { stream } from './stream/benchmark.js';

const benchmarks = new Map(
  [http, router, json, stream].map((benchmark) => [benchmark.name, benchmark]),
);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benchmarks.has(name));

if (unknown.length > 0) {
  const known = [...benchmarks.keys()].join(', ');
  console.error(`No benchmark named ${unknown.join(', ')}. Known benchmarks: ${known}.`);
  process.exitCode = 2;
} else {
  for (const [name, benchmark] of benchmarks) {
    if (wanted.length === 0 || wanted.includes(name)) await runBenchmark(benchmark);
  }
}
