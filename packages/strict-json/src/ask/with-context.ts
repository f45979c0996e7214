import {
  type CallContext,
  type CallOptions,
  ChatError,
  createContext,
  endAttempt,
} from '@scillm/core';

/** The context of a call: the one given, or a new one of the options given. */
export function contextOf(given: CallOptions | CallContext = {}): CallContext {
  return 'trail' in given ? given : createContext(given);
}

/** Does the work of a call and releases what waits for its end. Rejects with a `ChatError` only. */
export async function withContext<T>(context: CallContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw chatErrorOf(error, context);
  } finally {
    endAttempt(context);
  }
}

/** An error as it may leave a call: what is none of ours becomes `internal`, with the trail. */
export function chatErrorOf(error: unknown, { trail }: CallContext): ChatError {
  if (ChatError.is(error)) return error;
  return ChatError.from(error, 'Strict JSON').with({ attempts: [...trail] });
}
