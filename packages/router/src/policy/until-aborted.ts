import { abortError, type Cancellation } from '@scillm/core';

/**
 * The work's own outcome, or the abort's error if the work does not end when its signal aborts. Work
 * that honours the signal gets a turn of the event loop to say so itself, with what it knows.
 */
export function untilAborted<T>(work: () => Promise<T>, signal: Cancellation): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      setImmediate(() => reject(abortError(signal)));
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    const stay = (): void => signal.removeEventListener('abort', leave);
    work().then(
      (result) => {
        stay();
        resolve(result);
      },
      (error: unknown) => {
        stay();
        reject(error);
      },
    );
  });
}
