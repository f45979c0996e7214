import type { Health } from '@scillm/core';

/** A deployment nothing is known of. */
export const HEALTHY: Health = {
  state: 'closed',
  untilMs: 0,
  after: 'closed',
  strikes: 0,
  openings: 0,
  failures: 0,
  results: [],
  probeEndsAtMs: 0,
};

/** The state in force at a time: an open one whose time is over is what it was to become. */
export function stateAt(health: Health, nowMs: number): Health['state'] {
  return health.state === 'open' && nowMs >= health.untilMs ? health.after : health.state;
}

/** Whether an attempt may start. */
export function isAvailable(health: Health, nowMs: number): boolean {
  const state = stateAt(health, nowMs);
  return state === 'closed' || (state === 'half-open' && nowMs >= health.probeEndsAtMs);
}
