import { type ChatError, VERDICTS } from '@scillm/core';
import type { CurrentDeployment } from './call-state.ts';
import type { HealthChange } from './health-change.ts';
import type { CallLimits } from './world.ts';

/** A lone deployment is not kept closed for long: there is nobody else to ask. */
const LONGEST_ALONE_MS = 5000;

/** What a failure the call moves on from means for the deployment's health; `undefined`: nothing. */
export function leavingChange(
  error: ChatError,
  current: CurrentDeployment,
  limits: CallLimits,
  isLone: boolean,
): HealthChange | undefined {
  const { code, retryAfterMs } = error;
  const { cools, cooldownMs, blame } = VERDICTS[code];
  if (cools === 'count') {
    const isLong = retryAfterMs !== undefined && retryAfterMs > limits.maxRetryAfterMs;
    return { ...countedChange(error, isLone), ...(isLong ? { restMs: retryAfterMs } : {}) };
  }
  if (cools === 'no') return proofChange(blame, current);
  if (isLone && (code === 'auth' || code === 'not_found')) return proofChange('request', current);
  if (retryAfterMs !== undefined && current.retries === 0 && !current.isProbe) {
    return { type: 'rested', code, ms: retryAfterMs };
  }
  const baseMs = cooldownMs ?? (code === 'rate_limit' ? limits.rateLimitMs : undefined);
  return { type: 'opened', code, ...length(baseMs, retryAfterMs) };
}

/** What a failure means that is retried on the spot: other calls keep off until the wait is over. */
export function retryingChange(
  error: ChatError,
  waitMs: number,
  isLone: boolean,
): HealthChange | undefined {
  const { cools } = VERDICTS[error.code];
  if (cools === 'now') return { type: 'rested', code: error.code, ms: waitMs };
  return cools === 'count' ? countedChange(error, isLone) : undefined;
}

function countedChange(
  { code }: ChatError,
  isLone: boolean,
): Extract<HealthChange, { type: 'counted' }> {
  return { type: 'counted', code, ...(isLone ? { longestMs: LONGEST_ALONE_MS } : {}) };
}

/** A probe that met the request's own fault proves life; one that met ours or the caller's, nothing. */
function proofChange(blame: string, { isProbe }: CurrentDeployment): HealthChange | undefined {
  if (!isProbe) return undefined;
  return { type: blame === 'self' || blame === 'caller' ? 'left' : 'alive' };
}

function length(
  baseMs: number | undefined,
  retryAfterMs: number | undefined,
): { atLeastMs?: number; ms?: number } {
  if (baseMs !== undefined) return { ms: Math.max(baseMs, retryAfterMs ?? 0) };
  return retryAfterMs === undefined ? {} : { atLeastMs: retryAfterMs };
}
