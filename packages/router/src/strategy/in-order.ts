import type { Strategy } from './strategy.ts';

/** Asks in list order: a primary, then its fallbacks. */
export function inOrder(): Strategy {
  return IN_ORDER;
}

const IN_ORDER: Strategy = {
  name: 'inOrder',
  tiersByPosition: true,
  order: (candidates) => candidates,
};
