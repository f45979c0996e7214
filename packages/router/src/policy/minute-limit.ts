import { forkContext, type Policy } from '@scillm/core';
import type { MinuteLimits, SlidingMinute } from '../traffic/sliding-minute.ts';
import { takePlace } from './take-place.ts';

/** Options of {@link minuteLimit}. */
export interface MinuteLimitOptions extends MinuteLimits {
  /** The log that is counted, and that strategies read. */
  readonly minute: SlidingMinute;
  /** Tokens a call is counted with until its usage is known. */
  readonly tokens: number;
}

/**
 * Keeps calls and tokens of any sliding minute within limits, in the order the calls came. The
 * estimate of a call's tokens is replaced by its usage once that is known, and its place by its start
 * if something inside holds it up.
 */
export function minuteLimit({ minute, tokens, ...limits }: MinuteLimitOptions): Policy {
  const advice = 'Raise its rpm or tpm limit or the deadline, or add a deployment.';
  return {
    name: 'minuteLimit',
    async execute(next, context) {
      const startsAtMs = minute.earliest(limits, tokens, context.clock.now());
      let entry = minute.add(startsAtMs, tokens);
      const place = { startsAtMs, cancel: () => minute.remove(entry) };
      await takePlace(place, context, { what: 'minute limit', advice });
      let used = 0;
      const counted = forkContext(context, {
        onEvent(event) {
          context.onEvent?.(event);
          if (event.type === 'attempt_start' && event.attempt.startedAtMs > entry.atMs) {
            minute.remove(entry);
            entry = minute.add(event.attempt.startedAtMs, entry.tokens);
          }
          if (event.type !== 'attempt_end' || event.attempt.usage === undefined) return;
          used += event.attempt.usage.total_tokens;
          entry.tokens = used;
        },
      });
      return next(counted);
    },
  };
}
