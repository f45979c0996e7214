import type { Policy, RouterState, Settings } from '@scillm/core';
import { createMemoryState, rateLimit } from '@scillm/router';

// What rests, and when a pool may be asked again, is true of a backend whichever function of the
// facade asks it, so it exists once per process, like the connections to it.
const buckets = createMemoryState();
const states = new Map<string, RouterState>();

const MOST_KEPT = 64;

/** A new state of a router: cooldowns of its own, token buckets of the process. */
export function ownState(): RouterState {
  return { ...createMemoryState(), reserve: buckets.reserve };
}

/** The rate limit of a pool that no router stands before; nothing where there is none. */
export function poolRate({ rateLimitPerSecond: perSecond }: Settings, bucket: string): Policy[] {
  return perSecond === 0 ? [] : [rateLimit({ perSecond, bucket, state: buckets })];
}

/** The state that all calls share which name no router, as long as the bases stay the same. */
export function sharedState({ bases }: Settings): RouterState {
  const name = JSON.stringify(
    bases.map(({ id, baseUrl, apiKey }) => [id, baseUrl, apiKey?.fingerprint]),
  );
  const known = states.get(name);
  if (known !== undefined) return known;
  const [oldest] = states.keys();
  if (states.size >= MOST_KEPT && oldest !== undefined) states.delete(oldest);
  const state = ownState();
  states.set(name, state);
  return state;
}
