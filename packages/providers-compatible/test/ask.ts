import {
  type CallContext,
  type CallOptions,
  ChatError,
  type ChatRequest,
  createContext,
  readSettings,
} from '@scillm/core';

/** What the tests ask. */
export const REQUEST: ChatRequest = {
  model: 'small',
  messages: [{ role: 'user', content: 'Is it so?' }],
};

/** A context that owes nothing to the environment. */
export function contextOf(options: CallOptions = {}): CallContext {
  return createContext(options, { settings: readSettings({}) });
}

/** The ChatError a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<ChatError> {
  const outcome: unknown = await promise.then(
    () => 'success',
    (error: unknown) => error,
  );
  if (!ChatError.is(outcome)) throw new Error(`No ChatError but ${String(outcome)}`);
  return outcome;
}
