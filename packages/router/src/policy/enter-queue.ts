import { abortError, type CallContext, deadlineError, openScope } from '@scillm/core';

/** A call in a queue. */
export interface Waiter {
  readonly priority: number;
  /** Lets it in; it is not in the queue any more. */
  enter(): void;
}

/**
 * Waits in a queue until somebody lets the call in: in the order they came, higher priority first.
 * Rejects when the call is aborted or its deadline passes, and has left the queue then.
 */
export function enterQueue(
  waiters: Waiter[],
  context: CallContext,
  { priority, what }: { readonly priority: number; readonly what: string },
): Promise<void> {
  const scope = openScope(context);
  const { signal } = scope.context;
  scope.limitToDeadline(() => deadlineError(what));
  if (signal.aborted) {
    scope.close();
    return Promise.reject(abortError(signal));
  }
  return new Promise((resolve, reject) => {
    const close = (): void => {
      signal.removeEventListener('abort', leave);
      scope.close();
    };
    const waiter: Waiter = {
      priority,
      enter() {
        close();
        resolve();
      },
    };
    const leave = (): void => {
      const at = waiters.indexOf(waiter);
      if (at >= 0) waiters.splice(at, 1);
      close();
      reject(abortError(signal));
    };
    signal.addEventListener('abort', leave, { once: true });
    const behind = waiters.findIndex((other) => other.priority < priority);
    waiters.splice(behind < 0 ? waiters.length : behind, 0, waiter);
  });
}
