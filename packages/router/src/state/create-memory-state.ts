import type { Health, RateLimit, Reservation, RouterState } from '@scillm/core';

/** State in this process's memory. Give one value to several routers, and they share it. */
export function createMemoryState(): RouterState {
  const healths = new Map<string, Health>();
  const buckets = new Map<string, Bucket>();
  return {
    health: (key) => healths.get(key),
    write(updates) {
      for (const { key, health } of updates) healths.set(key, health);
    },
    reserve(name, limit, nowMs) {
      const bucket = buckets.get(name) ?? new Bucket();
      buckets.set(name, bucket);
      return bucket.reserve(limit, nowMs);
    },
  };
}

/**
 * A token bucket as one number, the time at which it will be full again (the generic cell rate
 * algorithm of ATM networks, ITU-T I.371).
 */
class Bucket {
  #fullAtMs = Number.NEGATIVE_INFINITY;

  reserve({ perSecond, burst }: RateLimit, nowMs: number): Reservation {
    const stepMs = 1000 / perSecond;
    const fullAtMs = Math.max(this.#fullAtMs, nowMs) + stepMs;
    this.#fullAtMs = fullAtMs;
    return {
      startsAtMs: Math.max(nowMs, fullAtMs - burst * stepMs),
      cancel: () => {
        // Only the last place can be given back; those behind an earlier one keep their times.
        if (this.#fullAtMs === fullAtMs) this.#fullAtMs -= stepMs;
      },
    };
  }
}
