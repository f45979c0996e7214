import { ChatError } from '../error/chat-error.ts';
import type { Timeouts } from './timeout-options.ts';

/** Which of our timers rang. */
export type TimeoutReason = 'connect' | 'first_token' | 'idle' | 'attempt';

const SPANS: {
  readonly [Reason in TimeoutReason]: { readonly did: string; readonly option: keyof Timeouts };
} = {
  connect: { did: 'accepted no connection', option: 'connectMs' },
  first_token: { did: 'sent no first token', option: 'firstTokenMs' },
  idle: { did: 'fell silent in the middle of its answer', option: 'idleMs' },
  attempt: { did: 'sent no answer', option: 'attemptMs' },
};

/** The error of a backend that was too slow for one of our timers. */
export function timeoutError(subject: string, reason: TimeoutReason, limitMs: number): ChatError {
  const { did, option } = SPANS[reason];
  return new ChatError(
    'timeout',
    `${subject} ${did} within ${limitMs} ms. Raise timeouts.${option}, or add a deployment to the route.`,
    { reason },
  );
}
