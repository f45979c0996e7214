import { type Attempt, ChatError, fitMessage } from '@scillm/core';
import type { CallState, Failure } from './call-state.ts';

/**
 * The error of a call that gives up. One deployment asked: its last error. More: `all_failed` with
 * the last error of each in order, the first as cause; a later error never hides the first.
 */
export function finalError(call: CallState): ChatError | undefined {
  const [first, ...others] = call.failures;
  if (first === undefined) return undefined;
  if (others.length === 0) return first.error;
  const errors = call.failures.map(({ error }) => error);
  const waits = errors.flatMap(({ retryAfterMs }) =>
    retryAfterMs === undefined ? [] : [retryAfterMs],
  );
  const attempts = errors.reduce<readonly Attempt[]>(
    (longest, { attempts: trail }) => (trail.length > longest.length ? trail : longest),
    [],
  );
  return new ChatError('all_failed', messageOf(call), {
    errors,
    attempts,
    cause: first.error,
    retryAfterMs: waits.length === 0 ? undefined : Math.min(...waits),
  });
}

function messageOf({ failures, hops }: CallState): string {
  return fitMessage({
    head: `All ${failures.length} deployments of ${hops[0]?.route} failed: `,
    list: failures.map(phraseOf),
    advice: '. Run scillm doctor, or see errors for what to do about each.',
  });
}

function phraseOf({ deployment, error }: Failure): string {
  const detail = error.status ?? error.reason;
  return `${deployment} ${error.code}${detail === undefined ? '' : ` (${detail})`}`;
}
