import { abortError, type CallContext, ChatError, type Policy } from '@scillm/core';
import { enterQueue, type Waiter } from './enter-queue.ts';

/** Options of {@link bulkhead}. */
export interface BulkheadOptions {
  /** Attempts under way at the same time. */
  readonly limit: number;
  /** Calls that may wait; one more is refused with `local_limit`. @default 1000 */
  readonly queue?: number;
}

/**
 * Lets only so many attempts be under way; others wait in the order they came, higher `priority`
 * first. A place is kept until the attempt is over, a stream to its end. Leaving the queue costs
 * nothing; the deadline ends the wait.
 */
export function bulkhead({ limit, queue = 1000 }: BulkheadOptions): Policy {
  const waiters: Waiter[] = [];
  let taken = 0;

  const handOn = (): void => {
    const next = waiters.shift();
    if (next === undefined) taken -= 1;
    else next.enter();
  };

  // A turn later, so that whoever is next knows what this attempt's failure did to the deployment.
  const release = (): void => {
    if (waiters.length === 0) taken -= 1;
    else setImmediate(handOn);
  };

  return {
    name: 'bulkhead',
    async execute(next, context) {
      if (context.signal.aborted) throw abortError(context.signal);
      if (taken < limit) taken += 1;
      else if (waiters.length < queue) await enterQueue(waiters, context, queueing(context));
      else throw queueFull(queue, context);
      context.onEnd(release);
      return next(context);
    },
  };
}

function queueing({ options: { priority = 0 } }: CallContext) {
  return { priority, what: 'a place in the bulkhead' };
}

function queueFull(queue: number, { plan }: CallContext): ChatError {
  const subject = plan.deployment ?? 'The bulkhead';
  return new ChatError(
    'local_limit',
    `${subject} has ${queue} calls waiting already. Send fewer at once, or raise its limit.`,
    { reason: 'queue_full' },
  );
}
