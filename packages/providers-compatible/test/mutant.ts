import type { CallContext, ChatChunk, ChatError, ChatRequest, ChatTransport } from '@scillm/core';
import { ChatError as Failure } from '@scillm/core';
import { createCompatible } from '../src/create-compatible.ts';

/** A transport with a bug, and the cases of the contract that must notice it. */
export interface Mutant {
  /** What it does wrong, after "a transport that". */
  readonly name: string;
  readonly create: (baseUrl: string) => ChatTransport;
  /** Ids of the cases. */
  readonly catches: readonly string[];
}

/** The transport the mutants are made of. */
export function sound(baseUrl: string): ChatTransport {
  return createCompatible({ baseUrl, apiKey: 'contract-key' });
}

/** What a mutant does otherwise than the sound transport. */
export interface Change {
  /** Before a call; what it throws, the call throws. */
  readonly before?: (context: CallContext) => void | Promise<void>;
  readonly request?: (request: ChatRequest, context: CallContext) => ChatRequest;
  readonly context?: (context: CallContext) => CallContext;
  /** What becomes of a chunk: none, one or several. */
  readonly chunk?: (chunk: ChatChunk) => readonly ChatChunk[];
  /** What becomes of a whole answer. */
  readonly answer?: <T extends object>(answer: T) => T;
  readonly error?: (error: ChatError, context: CallContext) => unknown;
}

/** The sound transport with one change. */
export function changed(change: Change): (baseUrl: string) => ChatTransport {
  const same = <T>(value: T): T => value;
  const { request = same, context = same, answer = same, error = same } = change;
  return (baseUrl) => {
    const inner = sound(baseUrl);
    const guard = async <T>(outer: CallContext, call: () => Promise<T>): Promise<T> => {
      try {
        await change.before?.(outer);
        return await call();
      } catch (thrown) {
        throw Failure.is(thrown) ? error(thrown, outer) : thrown;
      }
    };
    return {
      id: inner.id,
      complete: (asked, outer) =>
        guard(outer, async () =>
          answer(await inner.complete(request(asked, outer), context(outer))),
        ),
      stream: (asked, outer) =>
        guard(outer, async () => {
          const chunks = await inner.stream(request(asked, outer), context(outer));
          return through(chunks, change.chunk, (thrown) => error(thrown, outer));
        }),
    };
  };
}

function through(
  chunks: AsyncIterable<ChatChunk>,
  chunk: Change['chunk'] = (same) => [same],
  error: (error: ChatError) => unknown,
): AsyncIterable<ChatChunk> {
  const inner = chunks[Symbol.asyncIterator]();
  const ready: ChatChunk[] = [];
  const iterator: AsyncIterableIterator<ChatChunk> = {
    [Symbol.asyncIterator]: () => iterator,
    async next() {
      try {
        while (ready.length === 0) {
          const { value, done } = await inner.next();
          if (done === true) return { value: undefined, done };
          ready.push(...chunk(value));
        }
      } catch (thrown) {
        throw Failure.is(thrown) ? error(thrown) : thrown;
      }
      return { value: ready.shift() as ChatChunk, done: false };
    },
    return: async () => (await inner.return?.()) ?? { value: undefined, done: true },
  };
  return iterator;
}

/** The same error under another code. */
export function recoded(error: ChatError, code: ChatError['code']): ChatError {
  const { reason, status, retryAfterMs, attempts, partial, cause } = error;
  return new Failure(code, error.message, {
    reason,
    status,
    retryAfterMs,
    attempts,
    partial,
    cause,
  });
}
