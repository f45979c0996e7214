import type { Cancellation } from '../call/cancellation.ts';
import type { HttpHeaders } from './http-headers.ts';

/** Limits of one exchange, beside its signal. Milliseconds; a limit left out does not exist. */
export interface HttpTimeouts {
  /** Dialling until the connection is ready, TLS included. */
  readonly connectMs?: number;
  /** Request sent until the headers of the answer. */
  readonly firstByteMs?: number;
  /** One piece of the body until the next, while somebody reads. */
  readonly idleMs?: number;
  /** The whole exchange, body included. */
  readonly totalMs?: number;
}

/** One request. Redirects are not followed. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Scheme, host and port, such as `https://llm.chutes.ai`. */
  readonly origin: string;
  /** Path and query, from the slash on. */
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Bytes are the cheaper form: text that was put together from parts is copied once more. */
  readonly body?: string | Uint8Array;
  /** Ends the exchange and closes its connection. An `AbortSignal` is one. */
  readonly signal: Cancellation;
  /** Whom errors speak of. */
  readonly subject: string;
  /** @default {} */
  readonly timeouts?: HttpTimeouts;
}

/** A body read piece by piece. Nothing is read from the socket while much is waiting to be taken. */
export interface HttpBody {
  /** The next piece, `undefined` at the end. Rejects with a ChatError. One call at a time. */
  next(): Promise<Uint8Array | undefined>;
  /** A piece that is waiting to be taken, without a promise; `undefined` says nothing of the rest. */
  take?(): Uint8Array | undefined;
  /** Whether it has ended well and every piece has been taken: `next` has no more. @default unknown */
  readonly isDone?: boolean;
  /** Leaves the body: closes the connection unless the body had ended. May be repeated. */
  cancel(): void;
}

/** An answer whose body has not been read yet. Whoever receives it reads to the end or cancels. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: HttpBody;
}

/** Sends requests over connections that are kept and shared. Rejects with nothing but ChatErrors. */
export interface HttpClient {
  /** Resolves with the headers. */
  open(request: HttpRequest): Promise<HttpAnswer>;
  /** Closes every connection; requests in flight fail. May be repeated. */
  close(): Promise<void>;
}
