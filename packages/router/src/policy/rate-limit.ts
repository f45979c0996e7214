import type { Policy, RouterState } from '@scillm/core';
import { createMemoryState } from '../state/create-memory-state.ts';
import { takePlace } from './take-place.ts';

/** Options of {@link rateLimit}. */
export interface RateLimitOptions {
  /** Starts per second, such as 2, or 0.5 for one every two seconds. 0 turns it off. */
  readonly perSecond: number;
  /** Starts at once after a pause. @default 1 */
  readonly burst?: number;
  /** The bucket's name in a shared state. @default 'default' */
  readonly bucket?: string;
  /** Where places are taken. @default memory of its own */
  readonly state?: RouterState;
}

/**
 * Spaces the starts of attempts: at 2 per second, calls made at 0 start at 0, 500 and 1000 ms, in
 * the order they came. Nobody is refused who can start before the deadline.
 */
export function rateLimit(options: RateLimitOptions): Policy {
  const { perSecond, burst = 1, bucket = 'default', state = createMemoryState() } = options;
  const advice = 'Raise SCILLM_RATE_LIMIT_QPS or the deadline.';
  return {
    name: 'rateLimit',
    async execute(next, context) {
      if (perSecond === 0) return next(context);
      const place = await state.reserve(bucket, { perSecond, burst }, context.clock.now());
      await takePlace(place, context, { what: 'rate limit', advice });
      return next(context);
    },
  };
}
