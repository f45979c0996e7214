import type { Deployment } from '../deployment.ts';
import type { Strategy } from './strategy.ts';

/**
 * Asks at random, in proportion to `weight`. Weight 0 comes last; if all are 0, chance is even.
 */
export function weighted(): Strategy {
  return WEIGHTED;
}

const WEIGHTED: Strategy = {
  name: 'weighted',
  order(candidates, _view, random) {
    const left = [...candidates];
    const ordered: Deployment[] = [];
    while (left.length > 0) ordered.push(...left.splice(draw(left, random()), 1));
    return ordered;
  },
};

function draw(candidates: readonly Deployment[], chance: number): number {
  const total = candidates.reduce((sum, { weight = 1 }) => sum + weight, 0);
  if (total === 0) return Math.floor(chance * candidates.length);
  let rest = chance * total;
  const hit = candidates.findIndex(({ weight = 1 }) => {
    rest -= weight;
    return rest < 0;
  });
  return hit < 0 ? candidates.length - 1 : hit;
}
