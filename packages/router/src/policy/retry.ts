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
      let waitedMs = 0;
      for (let spent = 0; ; spent += 1) {
        const plan =
          spent === 0 ? {} : ({ kind: 'retry', decision: `retry ${spent}`, waitedMs } as const);
        const inner = forkAttempt(context, plan);
        try {
          const result = await next(inner);
          inner.onEnd(() => endAttempt(context));
          return result;
        } catch (thrown) {
          waitedMs = await waitOrThrow(
            ChatError.from(thrown, 'The backend'),
            spent,
            context,
            options,
          );
        }
      }
    },
  };
}

async function waitOrThrow(
  error: ChatError,
  spent: number,
  context: CallContext,
  options: RetryOptions,
): Promise<number> {
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
  if (decision.kind === 'leave') {
    endAttempt(context);
    throw error;
  }
  await context.wait(decision.waitMs, `retry after ${error.code}`);
  return decision.waitMs;
}
