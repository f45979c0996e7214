import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** @typedef {{ cpuMicros: number, wallMs: number, perSecond: number, p99Ms: number, peakBytes: number }} Figures */

/**
 * A server in its own process. The caller closes it.
 *
 * @param {URL} program
 */
export async function startServer(program) {
  const child = fork(fileURLToPath(program));
  const [base] = await once(child, 'message');
  return {
    /** @type {string} */
    base,
    /** @returns {Promise<number>} CPU time used so far, in milliseconds */
    async cpuMs() {
      child.send('cpu');
      const [{ user, system }] = await once(child, 'message');
      return (user + system) / 1000;
    },
    async close() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

/**
 * Measures one contender under one load, in a fresh process built for production.
 *
 * @param {Pick<import('./benchmark.js').Benchmark, 'program' | 'answer'>} benchmark
 * @param {import('./benchmark.js').Contender} contender
 * @param {import('./benchmark.js').Load} load
 * @param {string} base
 * @returns {Promise<Figures>}
 */
export async function measure({ program, answer }, contender, load, base) {
  const { path = load.delayMs, concurrency, requests } = load;
  const args = [contender.module.href, `${base}/${path}`, concurrency, requests];
  const child = fork(
    fileURLToPath(program ?? new URL('measure.js', import.meta.url)),
    [...args.map(String), answer],
    { env: { ...process.env, NODE_ENV: 'production' } },
  );
  /** @type {Figures | undefined} */
  let figures;
  child.on('message', (message) => {
    figures = /** @type {Figures} */ (message);
  });
  const [code] = await once(child, 'exit');
  if (code === 0 && figures !== undefined) return figures;
  throw new Error(`${contender.name} failed under "${load.name}" with exit code ${code}.`);
}
