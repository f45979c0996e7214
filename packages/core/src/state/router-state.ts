import type { ErrorCode } from '../error/error-code.ts';

/**
 * How one deployment or quota pool is doing. Cooldown and circuit breaker are one thing: `closed`
 * takes calls, `open` takes none until a time, `half-open` takes one probe at a time.
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
  /**
   * By when the call whose probe is under way must be over; 0 while there is none. Until then a
   * half-open one takes no other call, and after it does, should whoever probed have died. Milliseconds
   * since 1970; infinite for a call without a deadline.
   */
  readonly probeEndsAtMs: number;
  /** What opened it last. */
  readonly code?: ErrorCode;
  /** When it opened last. Milliseconds since 1970. */
  readonly openedAtMs?: number;
}

/** The results of the second that began with the first of them. */
export interface HealthResults {
  readonly atMs: number;
  readonly failed: number;
  readonly total: number;
}

/** The health of a deployment (its id) or a quota pool (`pool:` and its name) from now on. */
export interface HealthUpdate {
  readonly key: string;
  readonly health: Health;
}

/** A token bucket: so many calls per second, and so many at once after a pause. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** A place in a bucket's queue. */
export interface Reservation {
  /** When the call may start. Milliseconds since 1970. */
  readonly startsAtMs: number;
  /** Gives the place back, for a call that leaves before its start. */
  cancel(): void;
}

/**
 * What routers share: cooldowns, and places in token buckets. In memory it is one router's, or that
 * of several that are given the same value; an implementation over a network makes it a fleet's.
 *
 * Reading health is synchronous, since every decision reads it: a shared implementation keeps a
 * local view that others' writes reach within 100 ms. If its store is down, it goes on locally.
 */
export interface RouterState {
  /** The health under a key; `undefined` where nothing is known. */
  health(key: string): Health | undefined;
  /** Puts the health under each key in the place of what was there. */
  write(updates: readonly HealthUpdate[]): void;
  /** Takes the next place in a bucket. */
  reserve(bucket: string, limit: RateLimit, nowMs: number): Reservation | Promise<Reservation>;
}
