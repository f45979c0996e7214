import type { CallOptions, ChatRequest, ChatResponse } from '@scillm/core';
import { askInTurn, type ModelEntry } from './ask-in-turn.ts';

/**
 * The first answer of a list of models, asked one after the other in the order of the list, whatever
 * rests or failed in other calls. Every failure moves on to the next but `aborted`, `deadline` and
 * `content_filter`; so does an entry whose key or base is not set. If all fail it rejects with
 * `all_failed`, whose `errors` are in the order of the list; with an empty list, `invalid_config`.
 */
export function firstSuccess(
  modelList: readonly ModelEntry[],
  request: Omit<ChatRequest, 'model'>,
  options: CallOptions = {},
): Promise<ChatResponse> {
  return askInTurn(modelList, request, options, (transport, body, context) =>
    transport.complete(body, context),
  );
}
