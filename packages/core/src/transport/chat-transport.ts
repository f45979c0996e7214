import type { CallContext } from '../call/call-context.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { ChatResponse } from '../chat/chat-response.ts';

/**
 * The one thing that carries a chat request. A provider, a router, a strict-JSON wrapper and an
 * agent bridge all are transports, so they nest.
 *
 * A transport makes one try and never retries by itself, throws nothing but `ChatError`, honours
 * `context.signal` at every await, and never changes the request. `transportContract` in
 * `@scillm/core/testing` holds the cases each of them passes.
 */
export interface ChatTransport {
  /** Names the transport in errors, trails and `servedBy`: `openai`, `router`, `codeworld`. */
  readonly id: string;
  /** The quota pool it shares by default: one account's limits. Absent where it has none. */
  readonly pool?: string;
  /** Gets a whole answer. */
  complete(request: ChatRequest, context: CallContext): Promise<ChatResponse>;
  /**
   * Gets an answer piece by piece. Resolves once the answer has begun, with the first chunk that has
   * content in hand; a failure before that point is safe to retry. Leaving the iteration closes the
   * connection.
   */
  stream(request: ChatRequest, context: CallContext): Promise<AsyncIterable<ChatChunk>>;
}
