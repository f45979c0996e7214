import { abortError, type Cancellation } from '@scillm/core';

/** Told how the work came out, before whoever waits for it. */
export interface Settling {
  /** The work has a result. */
  done?(): void;
  /** It failed, or did not end when its signal aborted. */
  failed?(): void;
}

/**
 * The work's own outcome, or the abort's error if the work does not end when its signal aborts. Work
 * that honours the signal gets a turn of the event loop to say so itself, with what it knows.
 */
export function untilAborted<T>(
  work: () => Promise<T>,
  signal: Cancellation,
  settling: Settling = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      signal.removeEventListener('abort', leave);
      settling.failed?.();
      reject(error);
    };
    const leave = (): void => {
      setImmediate(() => fail(abortError(signal)));
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    try {
      work().then((result) => {
        signal.removeEventListener('abort', leave);
        settling.done?.();
        resolve(result);
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
}
