import type { ErrorCode } from '@scillm/core';

/**
 * How one deployment is doing. Cooldown and circuit breaker are one thing: `closed` takes calls,
 * `open` takes none until a time, `half-open` takes one probe at a time.
 */
export interface Health {
  readonly state: 'closed' | 'open' | 'half-open';
  /** While open: no attempt starts before this time. Milliseconds since 1970. */
  readonly untilMs: number;
  /** What it becomes then. A mere wait of the backend ends in `closed`. */
  readonly after: 'closed' | 'half-open';
  /** Openings since the last success. */
  readonly strikes: number;
  /** Openings ever. An attempt that began before the last one is old news. */
  readonly openings: number;
  /** Counted failures in a row. */
  readonly failures: number;
  /** Results of the last minute, oldest first, a row per second. */
  readonly results: readonly HealthResults[];
  /** Whether the probe of a half-open one is under way. */
  readonly isProbing: boolean;
  /** What opened it last. */
  readonly code?: ErrorCode;
}

/** The results of the second that began with the first of them. */
export interface HealthResults {
  readonly atMs: number;
  readonly failed: number;
  readonly total: number;
}

/** A deployment nothing is known of. */
export const HEALTHY: Health = {
  state: 'closed',
  untilMs: 0,
  after: 'closed',
  strikes: 0,
  openings: 0,
  failures: 0,
  results: [],
  isProbing: false,
};

/** The state in force at a time: an open one whose time is over is what it was to become. */
export function stateAt(health: Health, nowMs: number): Health['state'] {
  return health.state === 'open' && nowMs >= health.untilMs ? health.after : health.state;
}

/** Whether an attempt may start. */
export function isAvailable(health: Health, nowMs: number): boolean {
  const state = stateAt(health, nowMs);
  return state === 'closed' || (state === 'half-open' && !health.isProbing);
}
