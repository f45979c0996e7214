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

const MOST_TURNS = 20_000;

/** Lets the event loop turn until something has happened, such as what goes on in the background. */
export async function until(hasHappened: () => boolean | Promise<boolean>): Promise<void> {
  for (let turns = 0; turns < MOST_TURNS; turns += 1) {
    if (await hasHappened()) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  throw new Error('What the test waits for does not happen.');
}
