import type {
  CallContext,
  CallOptions,
  ChatChunk,
  ChatRequest,
  ChatResponse,
  ChatTransport,
} from '@scillm/core';

/**
 * A transport that asks whichever of its deployments can answer now. The request's `model` is the
 * name of a route. Options, a context or nothing may be given with a call.
 */
export interface Router extends ChatTransport {
  /** Names of the routes, as a request's `model` may say them. */
  readonly routes: readonly string[];
  /** Gets a whole answer. Rejects with the last error of a lone deployment, else `all_failed`. */
  complete(request: ChatRequest, options?: CallOptions | CallContext): Promise<ChatResponse>;
  /**
   * Gets an answer piece by piece. Until it begins a failure goes on to the next deployment; after
   * that it is thrown, with what was received as `partial`.
   */
  stream(
    request: ChatRequest,
    options?: CallOptions | CallContext,
  ): Promise<AsyncIterable<ChatChunk>>;
}
