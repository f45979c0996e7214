import { type Attempt, ChatError } from '@scillm/core';

/** Who was asked, why, and how it ended, in order. */
export function storyOf(attempts: readonly Attempt[]): readonly (readonly string[])[] {
  return attempts.map(({ deployment, kind, code, outcome }) => [deployment, kind, code ?? outcome]);
}

/** The error a call rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<ChatError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (ChatError.is(error)) return error;
  throw new Error('The call should have failed with a ChatError.');
}
