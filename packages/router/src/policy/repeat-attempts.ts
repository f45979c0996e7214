import { type CallContext, ChatError, endAttempt, forkAttempt } from '@scillm/core';

/**
 * Tries until it works: each time in an attempt of its own. After a failure `waitBefore` says how
 * long to wait, or throws the error the call is to end with. `spent`: retries so far.
 */
export async function repeatAttempts<T>(
  next: (context: CallContext) => Promise<T>,
  context: CallContext,
  waitBefore: (error: ChatError, spent: number) => number,
): Promise<T> {
  let waitedMs = 0;
  for (let spent = 0; ; spent += 1) {
    const again = { kind: 'retry', decision: `retry ${spent}`, waitedMs } as const;
    const inner = forkAttempt(context, spent === 0 ? {} : again);
    try {
      const result = await next(inner);
      inner.onEnd(() => endAttempt(context));
      return result;
    } catch (thrown) {
      endAttempt(inner);
      const error = ChatError.from(thrown, 'The backend');
      waitedMs = waitBefore(error, spent);
      await context.wait(waitedMs, `retry after ${error.code}`);
    }
  }
}
