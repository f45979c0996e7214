import type { CallOptions, ChatRequest } from '@scillm/core';
import type { ModelEntry } from './ask-in-turn.ts';
import type { CallPlace } from './environment/call-target.ts';

/** A request whose model may come from `SCILLM_DEFAULT_MODEL` or the base's pin. */
export type CompletionRequest = Omit<ChatRequest, 'model'> & { readonly model?: string };

/** Options of {@link completion}: those of a call, and where to send it. */
export interface CompletionOptions extends CallOptions, CallPlace {
  /**
   * Models asked in turn until one answers, as by `firstSuccess`; the request's model is not asked.
   * Each entry says where it is, so the call may not.
   *
   * @default none
   */
  readonly modelList?: readonly ModelEntry[];
}
