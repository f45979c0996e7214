import { ChatError, type HealthUpdate } from '@scillm/core';
import type { CallState } from './call-state.ts';
import type { Decision } from './decision.ts';
import { finalError } from './final-error.ts';

/** How a call gives up: with the errors gathered, unless another one is given. */
export interface Ending {
  readonly error?: ChatError;
  /** When somebody would have taken the call, for a caller whom no backend has told. */
  readonly retryAfterMs?: number;
  /** @default [] */
  readonly updates?: readonly HealthUpdate[];
}

/** The decision to give up. An earlier failure is never hidden by the error given. */
export function finish(
  call: CallState,
  { error, retryAfterMs, updates = [] }: Ending,
): Decision & { readonly action: { readonly type: 'finish'; readonly error: ChatError } } {
  const last =
    error === undefined ? (finalError(call) ?? noAttemptsLeft(call)) : withEarlier(error, call);
  const told = last.retryAfterMs === undefined && retryAfterMs !== undefined;
  return {
    call,
    action: { type: 'finish', error: told ? last.with({ retryAfterMs }) : last },
    updates,
  };
}

function withEarlier(error: ChatError, call: CallState): ChatError {
  const errors = call.failures
    .map((failure) => failure.error)
    .filter((earlier) => earlier !== error);
  return errors.length === 0 ? error : error.with({ errors });
}

/** Possible only where layers share a budget: an outer one has spent it. */
function noAttemptsLeft({ hops }: CallState): ChatError {
  return new ChatError(
    'local_limit',
    `No attempt is left to ask a deployment of ${hops[0]?.route}. Raise maxAttempts or SCILLM_MAX_ATTEMPTS.`,
  );
}
