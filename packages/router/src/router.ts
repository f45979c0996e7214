import type {
  CallContext,
  CallOptions,
  ChatChunk,
  ChatRequest,
  ChatResponse,
  ChatTransport,
} from '@scillm/core';
import type { Explanation, RouterSnapshot } from './explanation.ts';

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
   * that `streamMode` decides: it is thrown with what was received as `partial`, or the answer begins
   * anew; or nothing is handed out before the answer is whole. Tool calls come whole, at the end.
   */
  stream(
    request: ChatRequest,
    options?: CallOptions | CallContext,
  ): Promise<AsyncIterable<ChatChunk>>;
  /**
   * What would be done with a request now, and why: no call, no wait, no change. Throws `no_route`
   * for an unknown route.
   */
  explain(request: ChatRequest, options?: CallOptions | CallContext): Explanation;
  /** How each deployment and pool is doing. */
  snapshot(): RouterSnapshot;
  /** Takes no more calls; those under way go on. May be repeated. */
  close(): void;
}
