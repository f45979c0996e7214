import type { Deployment } from '../deployment.ts';
import type { Strategy, StrategyView } from './strategy.ts';

/**
 * Draws two at random and asks the one expected to answer first: smoothed latency times attempts
 * under way plus one. Who has no sample yet is asked first. Two choices rather than the best of all,
 * so that calls do not rush to whoever was fastest a moment ago.
 */
export function lowestLatency(): Strategy {
  return LOWEST_LATENCY;
}

const LOWEST_LATENCY: Strategy = {
  name: 'lowestLatency',
  order(candidates, view, random) {
    const unsampled = candidates.filter(({ id }) => view.latencyMs(id) === undefined);
    if (unsampled.length > 0) return inFront(candidates, leastInFlight(unsampled, view));
    const first = Math.floor(random() * candidates.length);
    const second = (first + 1 + Math.floor(random() * (candidates.length - 1))) % candidates.length;
    const drawn = [candidates[first], candidates[second]].filter((one) => one !== undefined);
    const best = drawn.reduce<Deployment | undefined>(
      (a, b) => (a === undefined || expected(b, view) < expected(a, view) ? b : a),
      undefined,
    );
    return inFront(candidates, best);
  },
};

function expected({ id }: Deployment, { latencyMs, inFlight }: StrategyView): number {
  return (latencyMs(id) ?? 0) * (inFlight(id) + 1);
}

/** Many calls before the first answer must not all go to the same newcomer. */
function leastInFlight(
  candidates: readonly Deployment[],
  { inFlight }: StrategyView,
): Deployment | undefined {
  return candidates.reduce<Deployment | undefined>(
    (a, b) => (a === undefined || inFlight(b.id) < inFlight(a.id) ? b : a),
    undefined,
  );
}

function inFront(
  candidates: readonly Deployment[],
  first: Deployment | undefined,
): readonly Deployment[] {
  if (first === undefined) return candidates;
  return [first, ...candidates.filter((deployment) => deployment !== first)];
}
