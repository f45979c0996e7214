import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ChatError } from '@scillm/core';

/** All of an input as text. Rejects with `aborted` as soon as the signal aborts, and destroys the input. */
export async function readPiped(input: Readable, signal: AbortSignal): Promise<string> {
  const leave = (): void => void input.destroy(interrupted(signal));
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    return await text(input);
  } catch (cause) {
    throw signal.aborted ? interrupted(signal) : unreadable(cause);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function interrupted({ reason }: AbortSignal): ChatError {
  return new ChatError('aborted', 'Interrupted.', { cause: reason });
}

function unreadable(cause: unknown): ChatError {
  return new ChatError(
    'invalid_config',
    'Standard input cannot be read. Pass the prompt as an argument.',
    { cause },
  );
}
