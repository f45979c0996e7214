import { ChatError } from '../error/chat-error.ts';
import { fitMessage } from '../error/fit-message.ts';
import type { Timeouts } from './timeout-options.ts';

/** Which of our timers rang. */
export type TimeoutReason = 'connect' | 'first_token' | 'idle' | 'attempt';

/** What the backend did not do in time, and by what the time is set: for every call, and in a router. */
interface Span {
  readonly did: string;
  readonly setting: string;
  readonly option: keyof Timeouts;
}

const SPANS: { readonly [Reason in TimeoutReason]: Span } = {
  connect: {
    did: 'accepted no connection',
    setting: 'SCILLM_CONNECT_TIMEOUT',
    option: 'connectMs',
  },
  first_token: {
    did: 'sent no first token',
    setting: 'SCILLM_FIRST_TOKEN_TIMEOUT',
    option: 'firstTokenMs',
  },
  idle: {
    did: 'fell silent in the middle of its answer',
    setting: 'SCILLM_IDLE_TIMEOUT',
    option: 'idleMs',
  },
  attempt: {
    did: 'sent no answer',
    setting: 'timeoutMs or LITELLM_TIMEOUT',
    option: 'attemptMs',
  },
};

/** The error of a backend that was too slow for one of our timers. */
export function timeoutError(subject: string, reason: TimeoutReason, limitMs: number): ChatError {
  const { did, setting, option } = SPANS[reason];
  const message = fitMessage({
    head: `${subject} ${did} within ${limitMs} ms`,
    list: [],
    advice: `. Raise ${setting} (where a router sets timeouts.${option}, that), or add a deployment to the route.`,
  });
  return new ChatError('timeout', message, { reason });
}
