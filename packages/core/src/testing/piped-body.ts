import { ChatError } from '../error/chat-error.ts';
import type { HttpBody } from '../http/http-client.ts';

/** The body of an answer, and the other end of it, in the hands of a test. */
export interface PipedBody extends HttpBody {
  /** How often it was asked for a piece. */
  readonly reads: number;
  /** Whether it was left before its end. */
  readonly isCancelled: boolean;
  /** Sends one piece. */
  write(piece: string | Uint8Array): void;
  /** Ends it, or breaks it with an error, once the pieces before have been taken. */
  finish(error?: ChatError): void;
}

/** A body without a connection, which keeps to the contract of {@link HttpBody}. */
export function pipedBody(): PipedBody {
  const pieces: Uint8Array[] = [];
  let end: { readonly error?: ChatError } | undefined;
  let reader: { resolve(piece?: Uint8Array): void; reject(error: ChatError): void } | undefined;
  let reads = 0;
  let isCancelled = false;

  const settle = (): void => {
    if (reader === undefined || (pieces.length === 0 && end === undefined)) return;
    const { resolve, reject } = reader;
    reader = undefined;
    if (pieces.length === 0 && end?.error !== undefined) reject(end.error);
    else resolve(pieces.shift());
  };

  return {
    get reads() {
      return reads;
    },
    get isCancelled() {
      return isCancelled;
    },
    write(piece) {
      pieces.push(typeof piece === 'string' ? Buffer.from(piece) : piece);
      settle();
    },
    finish(error) {
      end ??= error === undefined ? {} : { error };
      settle();
    },
    next() {
      if (reader !== undefined) throw new ChatError('internal', 'One call at a time.');
      reads += 1;
      return new Promise((resolve, reject) => {
        reader = { resolve, reject };
        settle();
      });
    },
    cancel() {
      if (end !== undefined && pieces.length === 0) return;
      isCancelled = true;
      pieces.length = 0;
      end = { error: new ChatError('aborted', 'The body was left.') };
      settle();
    },
  };
}
