import type { Cancellation } from '../call/cancellation.ts';
import { ChatError } from './chat-error.ts';

/**
 * The error a call rejects with once its signal has aborted. A ChatError given as the abort reason
 * (a deadline, a timer) is that error; anything else is the caller leaving: `aborted`, with the
 * caller's reason as its cause.
 */
export function abortError({ reason }: Pick<Cancellation, 'reason'>): ChatError {
  if (ChatError.is(reason)) return reason;
  return new ChatError('aborted', 'The call was aborted by its caller.', { cause: reason });
}
