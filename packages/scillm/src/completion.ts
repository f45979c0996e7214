import type { ChatChunk, ChatResponse } from '@scillm/core';
import type { CompletionOptions, CompletionRequest } from './completion-options.ts';
import { directCall } from './direct-call.ts';

/**
 * One answer of one deployment, retried by the settings, without fallback. A model `chutes/<id>`
 * goes to the first Chutes base, any other to `provider` or `baseUrl`, else to the first base of the
 * environment.
 */
export function completion(
  request: CompletionRequest,
  options: CompletionOptions = {},
): Promise<ChatResponse> {
  return directCall(request, options, (transport, body, context) =>
    transport.complete(body, context),
  );
}

/** The same, piece by piece. */
export function completionStream(
  request: CompletionRequest,
  options: CompletionOptions = {},
): Promise<AsyncIterable<ChatChunk>> {
  return directCall(request, options, (transport, body, context) =>
    transport.stream(body, context),
  );
}
