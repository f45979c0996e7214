import { abortError, type CallContext, type Policy, type RouterState } from '@scillm/core';
import { createMemoryState } from '../state/create-memory-state.ts';
import { enterQueue, type Waiter } from './enter-queue.ts';
import { refuseLate, takePlace } from './take-place.ts';

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

const SAYING = {
  what: 'rate limit',
  advice: 'Raise SCILLM_RATE_LIMIT_QPS or the deadline.',
} as const;

/**
 * Spaces the starts of attempts: at 2 per second, calls made at 0 start at 0, 500 and 1000 ms, in
 * the order they came. Nobody is refused who can start before the deadline. Only who is next holds a
 * place in the bucket, so that everybody behind one who leaves moves up.
 */
export function rateLimit(options: RateLimitOptions): Policy {
  const { perSecond, burst = 1, bucket = 'default', state = createMemoryState() } = options;
  const waiters: Waiter[] = [];
  let isSomebodyNext = false;
  let nextStartMs = Number.NEGATIVE_INFINITY;

  const queue = (context: CallContext): Promise<void> => {
    const startsAtMs = nextStartMs + ((waiters.length + 1) * 1000) / perSecond;
    refuseLate(startsAtMs - context.clock.now(), context, SAYING);
    return enterQueue(waiters, context, { priority: 0, what: 'the rate limit' });
  };

  const waitForStart = async (context: CallContext): Promise<void> => {
    if (isSomebodyNext) await queue(context);
    isSomebodyNext = true;
    try {
      if (context.signal.aborted) throw abortError(context.signal);
      const reserved = state.reserve(bucket, { perSecond, burst }, context.clock.now());
      const place = 'then' in reserved ? await reserved : reserved;
      nextStartMs = place.startsAtMs;
      await takePlace(place, context, SAYING);
    } finally {
      const next = waiters.shift();
      if (next === undefined) isSomebodyNext = false;
      else next.enter();
    }
  };

  return {
    name: 'rateLimit',
    async execute(next, context) {
      if (perSecond > 0) await waitForStart(context);
      return next(context);
    },
  };
}
