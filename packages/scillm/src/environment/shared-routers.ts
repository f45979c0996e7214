import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '@scillm/core';
import { createRouter, type Router, type RouterOptions } from '@scillm/router';

/**
 * What makes one router like another: all options but the settings, of which every call brings those
 * of its own time, and the limit that a router keeps from its beginning.
 */
type Making = Omit<RouterOptions, 'settings'> & Required<Pick<RouterOptions, 'rateLimit'>>;

interface Kept {
  readonly making: Making;
  readonly router: Router;
}

const MOST_KEPT = 64;

// A bulkhead, a turn, a latency or the share of hedges is nothing within one call. A function of the
// facade has no object to keep them in, so they live as long as the process, like what rests.
const kept: Kept[] = [];

/** The router for these options: the same one for options alike, of which functions must be the same. */
export function sharedRouter(making: Making, settings: Settings): Router {
  const known = kept.find((one) => isDeepStrictEqual(one.making, making));
  if (known !== undefined) return known.router;
  if (kept.length >= MOST_KEPT) kept.shift();
  const router = createRouter({ ...making, settings });
  kept.push({ making, router });
  return router;
}
