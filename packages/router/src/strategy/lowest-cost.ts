import { ascending } from './ascending.ts';
import type { Strategy } from './strategy.ts';

/** Asks the cheapest for the tokens estimated. One without a price comes last. */
export function lowestCost(): Strategy {
  return LOWEST_COST;
}

const LOWEST_COST: Strategy = {
  name: 'lowestCost',
  order: (candidates, { tokens }) =>
    ascending(candidates, ({ prices }) =>
      prices === undefined
        ? Number.POSITIVE_INFINITY
        : prices.inputPerMTok * tokens.input + prices.outputPerMTok * tokens.output,
    ),
};
