import { ascending } from './ascending.ts';
import type { Strategy } from './strategy.ts';

/** Asks the one with the fewest attempts under way for its weight. */
export function leastBusy(): Strategy {
  return LEAST_BUSY;
}

const LEAST_BUSY: Strategy = {
  name: 'leastBusy',
  order: (candidates, { inFlight }) =>
    ascending(candidates, ({ id, weight = 1 }) =>
      weight === 0 ? Number.POSITIVE_INFINITY : inFlight(id) / weight,
    ),
};
