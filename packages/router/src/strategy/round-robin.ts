import { ascending } from './ascending.ts';
import type { Strategy } from './strategy.ts';

/** Takes turns. Places are those of the whole tier, so that one who is passed over does not shift the rest. */
export function roundRobin(): Strategy {
  return ROUND_ROBIN;
}

const ROUND_ROBIN: Strategy = {
  name: 'roundRobin',
  order(candidates, { turn, tier }) {
    const places = new Map(tier.map(({ id }, place) => [id, place]));
    return ascending(candidates, ({ id }) => {
      const place = places.get(id) ?? 0;
      return (place - (turn % tier.length) + tier.length) % tier.length;
    });
  },
};
