import { type ChatError, VERDICTS } from '@scillm/core';
import type { CallState, CurrentDeployment } from './call-state.ts';
import { elsewhere, untried } from './candidates.ts';
import type { RetryQuestion } from './retry-decision.ts';
import { remainingMs, type World } from './world.ts';

/** The facts of a failure, as the retry decision asks for them. */
export function retryQuestion(
  call: CallState,
  { deployment, retries, isProbe }: CurrentDeployment,
  error: ChatError,
  world: World,
): RetryQuestion {
  const { callMaxRetries, maxRetries, retryAfterMs, maxRetryAfterMs } = world.limits;
  const isForNobodyElse = VERDICTS[error.code].blame === 'request';
  return {
    error,
    spent: retries,
    maxRetries: callMaxRetries ?? deployment.maxRetries ?? maxRetries,
    retryAfterMs,
    maxRetryAfterMs,
    elsewhere: isForNobodyElse ? 'none' : elsewhere(call, world),
    remainingMs: remainingMs(world),
    attemptsLeft: world.attemptsLeft,
    untried: isForNobodyElse ? 0 : untried(call, world),
    isProbe,
    random: world.random,
  };
}
