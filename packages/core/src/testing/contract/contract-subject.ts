import type { CallOptions } from '../../call/call-options.ts';
import type { ChatRequest } from '../../chat/chat-request.ts';
import type { ChatTransport } from '../../transport/chat-transport.ts';
import type { ContractPeer } from './contract-peer.ts';

/** The transport under test and how to put it in front of a peer. */
export interface ContractSubject {
  /** A new transport that asks the server at `baseUrl`. */
  readonly createTransport: (baseUrl: string) => ChatTransport;
  /**
   * Starts the backend.
   *
   * @default startContractPeer, which speaks OpenAI's chat wire
   */
  readonly startPeer?: () => Promise<ContractPeer>;
  /**
   * What is asked.
   *
   * @default a model and one message
   */
  readonly request?: ChatRequest;
  /**
   * Options of every call, such as `maxRetries: 0` for a router.
   *
   * @default {}
   */
  readonly callOptions?: CallOptions;
  /**
   * Whether streams ask for their usage by `stream_options`.
   *
   * @default true
   */
  readonly asksForUsage?: boolean;
}
