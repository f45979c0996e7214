import {
  abortError,
  type CallContext,
  ChatError,
  deadlineError,
  openScope,
  type Policy,
} from '@scillm/core';

/** Options of {@link bulkhead}. */
export interface BulkheadOptions {
  /** Attempts under way at the same time. */
  readonly limit: number;
  /** Calls that may wait; one more is refused with `local_limit`. @default 1000 */
  readonly queue?: number;
}

interface Waiter {
  readonly priority: number;
  readonly enter: () => void;
}

/**
 * Lets only so many attempts be under way; others wait in the order they came, higher `priority`
 * first. A place is kept until the attempt is over, a stream to its end. Leaving the queue costs
 * nothing; the deadline ends the wait.
 */
export function bulkhead({ limit, queue = 1000 }: BulkheadOptions): Policy {
  const waiters: Waiter[] = [];
  let taken = 0;

  const release = (): void => {
    const next = waiters.shift();
    if (next === undefined) taken -= 1;
    else next.enter();
  };

  const enter = async (context: CallContext): Promise<void> => {
    if (taken < limit) {
      taken += 1;
      return;
    }
    if (waiters.length >= queue) throw queueFull(queue, context);
    await inQueue(waiters, context);
  };

  return {
    name: 'bulkhead',
    async execute(next, context) {
      if (context.signal.aborted) throw abortError(context.signal);
      await enter(context);
      context.onEnd(release);
      return next(context);
    },
  };
}

function inQueue(waiters: Waiter[], context: CallContext): Promise<void> {
  const scope = openScope(context);
  const { signal } = scope.context;
  scope.limit(context.deadline.atMs, () => deadlineError('a place in the bulkhead'));
  return new Promise((resolve, reject) => {
    const close = (): void => {
      signal.removeEventListener('abort', leave);
      scope.close();
    };
    const waiter: Waiter = {
      priority: context.options.priority ?? 0,
      enter() {
        close();
        resolve();
      },
    };
    const leave = (): void => {
      waiters.splice(waiters.indexOf(waiter), 1);
      close();
      reject(abortError(signal));
    };
    signal.addEventListener('abort', leave, { once: true });
    const behind = waiters.findIndex(({ priority }) => priority < waiter.priority);
    waiters.splice(behind < 0 ? waiters.length : behind, 0, waiter);
  });
}

function queueFull(queue: number, { plan }: CallContext): ChatError {
  const subject = plan.deployment ?? 'The bulkhead';
  return new ChatError(
    'local_limit',
    `${subject} has ${queue} calls waiting already. Send fewer at once, or raise its limit.`,
    { reason: 'queue_full' },
  );
}
