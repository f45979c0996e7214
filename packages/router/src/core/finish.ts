import type { ChatError } from '@scillm/core';
import type { CallState } from './call-state.ts';
import type { Decision, HealthUpdate } from './decision.ts';
import { finalError } from './final-error.ts';

/** How a call ends: with the errors gathered, unless another one is given. */
export interface Ending {
  readonly error?: ChatError;
  /** @default [] */
  readonly updates?: readonly HealthUpdate[];
}

/** The decision to give up. An earlier failure is never hidden by the error given. */
export function finish(call: CallState, { error, updates = [] }: Ending): Decision {
  const gathered = finalError(call);
  const last = error === undefined ? gathered : withEarlier(error, call);
  return {
    call,
    action: last === undefined ? { type: 'finish' } : { type: 'finish', error: last },
    updates,
  };
}

function withEarlier(error: ChatError, call: CallState): ChatError {
  const errors = call.failures
    .map((failure) => failure.error)
    .filter((earlier) => earlier !== error);
  return errors.length === 0 ? error : error.with({ errors });
}
