import { type CallContext, type ChatError, endAttempt, type Policy } from '@scillm/core';
import { decideRetry } from '../core/retry-decision.ts';
import type { RetryOptions } from '../router-options.ts';
import { repeatAttempts } from './repeat-attempts.ts';

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
        return await repeatAttempts(next, context, (error, spent) =>
          waitBefore(error, spent, context, options),
        );
      } catch (error) {
        endAttempt(context);
        throw error;
      }
    },
  };
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
