import type { Attempt } from '../chat/attempt.ts';

/** What a call tells its `onEvent`: an attempt began, an attempt is over, or a wait begins. */
export type CallEvent =
  | { readonly type: 'attempt_start'; readonly attempt: Attempt }
  | { readonly type: 'attempt_end'; readonly attempt: Attempt }
  | { readonly type: 'wait'; readonly ms: number; readonly reason: string };
