import {
  type CallContext,
  type ChatError,
  deadlineError,
  endAttempt,
  openScope,
  type Policy,
  type Scope,
  VERDICTS,
} from '@scillm/core';
import { decideRetry } from '../core/retry-decision.ts';
import { repeatAttempts } from './repeat-attempts.ts';

/** Options of {@link tenacious}. */
export interface TenaciousOptions {
  /** How long it goes on, every wait and try included. @default 21600000, six hours */
  readonly maxWallTimeMs?: number;
  /** Shortest computed wait; the longest doubles with each try. @default 2000 */
  readonly baseMs?: number;
  /** Longest computed wait. @default 300000 */
  readonly capMs?: number;
}

/**
 * Asks one deployment again and again until the wall time is over, however many tries that takes:
 * after errors that may pass only. A wait the backend states is kept exactly, however long, if it
 * ends in time. When the time is over the last error is thrown, with the trail of every try.
 */
export function tenacious({
  maxWallTimeMs = 21_600_000,
  baseMs = 2000,
  capMs = 300_000,
}: TenaciousOptions = {}): Policy {
  return {
    name: 'tenacious',
    async execute(next, context) {
      const endMs = context.clock.now() + maxWallTimeMs;
      const scope = openScope(context);
      scope.limit(endMs, () => deadlineError(context.plan.deployment ?? 'The backend'));
      try {
        const result = await insist(next, scope, { endMs, baseMs, capMs });
        context.onEnd(() => scope.close());
        return result;
      } catch (error) {
        scope.close();
        endAttempt(context);
        throw error;
      }
    },
  };
}

interface Patience {
  readonly endMs: number;
  readonly baseMs: number;
  readonly capMs: number;
}

function insist<T>(
  next: (context: CallContext) => Promise<T>,
  { context }: Scope,
  patience: Patience,
): Promise<T> {
  let last: ChatError | undefined;
  return repeatAttempts(next, context, (error, spent) => {
    last = lastWord(error, last, context, patience);
    return waitBefore(last, spent, context, patience);
  });
}

/** A try that the end of the time cut off says less than the failure before it. */
function lastWord(
  error: ChatError,
  before: ChatError | undefined,
  { clock, trail }: CallContext,
  { endMs }: Patience,
): ChatError {
  const isCut = error.code === 'deadline' && before !== undefined && clock.now() >= endMs;
  return isCut ? before.with({ attempts: [...trail] }) : error;
}

/** How long to wait before the next try. Throws the error if there is none. */
function waitBefore(
  error: ChatError,
  spent: number,
  { clock, deadline }: CallContext,
  patience: Patience,
): number {
  const remainingMs = Math.min(deadline.remainingMs(), patience.endMs - clock.now());
  const decision = decideRetry({
    error,
    spent: 0,
    maxRetries: Number.POSITIVE_INFINITY,
    retryAfterMs: 0,
    maxRetryAfterMs: Number.POSITIVE_INFINITY,
    elsewhere: 'none',
    remainingMs: Number.POSITIVE_INFINITY,
    attemptsLeft: Number.POSITIVE_INFINITY,
    untried: 0,
    isProbe: false,
    random: () => 0,
  });
  if (decision.kind === 'leave' || !VERDICTS[error.code].transient) throw error;
  const waitMs = error.retryAfterMs ?? computedWait(spent + 1, patience, clock.random());
  if (waitMs > remainingMs) throw error.with({ retryAfterMs: Math.ceil(waitMs) });
  return waitMs;
}

/** The wait before retry `k` where the backend states none. */
function computedWait(k: number, { baseMs, capMs }: Patience, share: number): number {
  const highest = Math.max(baseMs, Math.min(capMs, baseMs * 2 ** k));
  return Math.min(highest, Math.ceil(baseMs + share * (highest - baseMs)));
}
