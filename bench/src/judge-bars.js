import { spread } from './spread.js';

/**
 * Which bars hold, by the median of the ratios within the rounds.
 *
 * @param {readonly import('./benchmark.js').Bar[]} bars
 * @param {readonly { name: string, rounds: readonly import('./run-benchmark.js').Round[] }[]} loads
 */
export function judgeBars(bars, loads) {
  return bars.map(({ id, load, of, over, atMost, atLeast }) => {
    const rounds = loads.find(({ name }) => name === load)?.rounds ?? [];
    const ratio = spread(
      rounds.map(({ figures }) => (figures[of]?.cpuMicros ?? 0) / (figures[over]?.cpuMicros ?? 0)),
    );
    const holds = atMost === undefined ? ratio.median >= (atLeast ?? 0) : ratio.median <= atMost;
    const bar = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
    return { id, load, ratio: `${of} / ${over}`, bar, measured: ratio.text, holds };
  });
}
