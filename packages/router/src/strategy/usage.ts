import { ascending } from './ascending.ts';
import type { Strategy } from './strategy.ts';

/** Asks the one with most left of its rpm and tpm limits, over a sliding minute. */
export function usage(): Strategy {
  return USAGE;
}

const USAGE: Strategy = {
  name: 'usage',
  order: (candidates, { usageShare }) => ascending(candidates, usageShare),
};
