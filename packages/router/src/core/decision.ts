import type { AttemptKind, ChatError, HealthUpdate } from '@scillm/core';
import type { Deployment } from '../deployment.ts';
import type { CallState } from './call-state.ts';

/** What happened since the last decision. */
export type RouterEvent =
  | { readonly type: 'started' }
  /** An answer: whole, or a stream that has begun. */
  | { readonly type: 'served'; readonly isOver: boolean }
  | { readonly type: 'failed'; readonly error: ChatError }
  /** A stream broke after it had begun. Its end has been noted in the health already. */
  | { readonly type: 'broke'; readonly error: ChatError }
  /** The call ended from outside while an attempt was under way. */
  | { readonly type: 'ended'; readonly error: ChatError }
  | { readonly type: 'waited'; readonly ms: number };

/** What the host does next. */
export type Action =
  | {
      readonly type: 'attempt';
      readonly deployment: Deployment;
      readonly kind: AttemptKind;
      readonly decision: string;
    }
  | { readonly type: 'wait'; readonly ms: number; readonly reason: string }
  | { readonly type: 'finish'; readonly error?: ChatError };

/** The next state of the call, what to do, and how deployments are doing now. */
export interface Decision {
  readonly call: CallState;
  readonly action: Action;
  readonly updates: readonly HealthUpdate[];
}
