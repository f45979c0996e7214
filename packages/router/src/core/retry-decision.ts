import { type ChatError, type ErrorCode, VERDICTS } from '@scillm/core';

/** What the decision whether to ask the same deployment again depends on. */
export interface RetryQuestion {
  readonly error: ChatError;
  /** Retries already spent on this deployment. */
  readonly spent: number;
  readonly maxRetries: number;
  /** Shortest computed wait. */
  readonly retryAfterMs: number;
  /** Longest wait a backend may ask for and get. */
  readonly maxRetryAfterMs: number;
  /** Whether another deployment could take the call now. */
  readonly elsewhere: 'sibling' | 'fallback' | 'none';
  readonly remainingMs: number;
  /** Tries the whole call may still make. */
  readonly attemptsLeft: number;
  /** Deployments that could take the call and have not been asked. */
  readonly untried: number;
  /** Whether the failed attempt was the probe of a half-open deployment. */
  readonly isProbe: boolean;
  readonly random: () => number;
}

/** Ask again after a wait, or leave the deployment. */
export type RetryDecision = { readonly kind: 'retry'; readonly waitMs: number } | Leave;

/** The decision not to ask again here, for now. */
interface Leave {
  readonly kind: 'leave';
  /** A wait that was not made, since it would not end in time. */
  readonly unfitMs?: number;
  /** How long it asked to rest, if it may be asked again after that. */
  readonly returnMs?: number;
}

const LONGEST_COMPUTED_MS = 8000;

/** Our own timers whose ringing says that the backend is slow, not that it hiccuped. */
const SLOW: ReadonlySet<string | undefined> = new Set(['attempt', 'first_token', 'idle']);

/** Errors on which the server's `x-should-retry` has no say. */
const SETTLED: ReadonlySet<ErrorCode> = new Set([
  'auth',
  'not_found',
  'quota',
  'context_length',
  'content_filter',
]);

const LEAVE: Leave = { kind: 'leave' };

/** Whether the same deployment is asked again, and after which wait. */
export function decideRetry(question: RetryQuestion): RetryDecision {
  const { error, spent, elsewhere, maxRetryAfterMs } = question;
  const { retryAfterMs } = error;
  if (!mayRetry(question) || elsewhere === 'sibling') return LEAVE;
  if (elsewhere === 'fallback' && error.code === 'rate_limit' && retryAfterMs === undefined)
    return LEAVE;
  if (retryAfterMs !== undefined && retryAfterMs > maxRetryAfterMs)
    return { ...LEAVE, returnMs: retryAfterMs };
  const waitMs = retryAfterMs ?? computedWait(spent + 1, question);
  return waitMs > question.remainingMs ? { ...LEAVE, unfitMs: waitMs } : { kind: 'retry', waitMs };
}

/** The wait before retry `k` where the backend states none: uniform between `f` and `f * 2^k`. */
function computedWait(k: number, { retryAfterMs: f, random }: RetryQuestion): number {
  const highest = Math.max(f, Math.min(LONGEST_COMPUTED_MS, f * 2 ** k));
  return Math.min(highest, Math.ceil(f + random() * (highest - f)));
}

/** Whether the error and the limits allow another retry at all, however long the wait. */
function mayRetry(question: RetryQuestion): boolean {
  const { spent, maxRetries, attemptsLeft, untried, isProbe } = question;
  if (isProbe || spent >= maxRetries || attemptsLeft <= untried) return false;
  return isTransient(question);
}

function isTransient({ error, spent, elsewhere }: RetryQuestion): boolean {
  const { code, reason, shouldRetry, status } = error;
  if (shouldRetry !== undefined && status !== undefined && !SETTLED.has(code)) return shouldRetry;
  const { transient, mostRetries = Number.POSITIVE_INFINITY } = VERDICTS[code];
  if (!transient || spent >= mostRetries) return false;
  if (code === 'network') return reason !== 'certificate';
  if (code === 'timeout' && SLOW.has(reason)) return elsewhere === 'none' && spent < 1;
  if (code === 'circuit_open' || code === 'local_limit') return elsewhere === 'none';
  return true;
}
