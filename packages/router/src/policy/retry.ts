import { type CallContext, ChatError, endAttempt, forkAttempt, type Policy } from '@scillm/core';
import { decideRetry } from '../core/retry-decision.ts';
import type { RetryOptions } from '../router-options.ts';

/**
 * Asks again after errors that may pass, as long as retries, attempts and time allow: a wait the
 * backend states is kept exactly, any other is random within bounds that double. Never waits after
 * the last attempt.
 */
export function retry(options: RetryOptions = {}): Policy {
  return {
    name: 'retry',
    async execute(next, context) {
      try {
        return await repeat(next, context, options);
      } catch (error) {
        endAttempt(context);
        throw error;
      }
    },
  };
}

async function repeat<T>(
  next: (context: CallContext) => Promise<T>,
  context: CallContext,
  options: RetryOptions,
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
      waitedMs = waitBefore(error, spent, context, options);
      await context.wait(waitedMs, `retry after ${error.code}`);
    }
  }
}

/** How long to wait before the next try. Throws the error if there is none. */
function waitBefore(
  error: ChatError,
  spent: number,
  context: CallContext,
  options: RetryOptions,
): number {
  const { settings, attempts, clock, deadline, options: call } = context;
  const decision = decideRetry({
    error,
    spent,
    maxRetries: call.maxRetries ?? options.maxRetries ?? settings.maxRetries,
    retryAfterMs: call.retryAfterMs ?? options.retryAfterMs ?? settings.retryAfterMs,
    maxRetryAfterMs: call.maxRetryAfterMs ?? options.maxRetryAfterMs ?? settings.maxRetryAfterMs,
    elsewhere: context.elsewhere(),
    remainingMs: deadline.remainingMs(),
    attemptsLeft: attempts.max - attempts.used,
    untried: 0,
    isProbe: false,
    random: () => clock.random(),
  });
  if (decision.kind === 'retry') return decision.waitMs;
  const { unfitMs } = decision;
  throw unfitMs === undefined ? error : error.with({ retryAfterMs: Math.ceil(unfitMs) });
}
