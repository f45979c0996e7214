import type { ChatChunk } from '../chat/chat-chunk.ts';
import { ChatError } from '../error/chat-error.ts';
import { TeeSource } from './tee-source.ts';

/** Options of {@link tee}. */
export interface TeeOptions {
  /**
   * Chunks that the fastest reader may be ahead of the slowest. Beyond them it waits.
   *
   * @default 256
   */
  readonly maxAhead?: number;
}

/**
 * Several streams of one, each with every chunk and the same end. Read them side by side: one that is
 * read alone comes to a stop once it is `maxAhead` chunks ahead. A branch that is left counts no more;
 * with the last of them the stream is left. Throws `invalid_config` for numbers that are none.
 */
export function tee(
  stream: AsyncIterable<ChatChunk>,
  branches = 2,
  { maxAhead = 256 }: TeeOptions = {},
): readonly AsyncIterable<ChatChunk>[] {
  if (!isCount(branches) || !isCount(maxAhead)) {
    throw new ChatError(
      'invalid_config',
      `tee was asked for ${branches} branches and maxAhead ${maxAhead}. Both are whole numbers from 1.`,
    );
  }
  const source = new TeeSource(stream[Symbol.asyncIterator](), maxAhead);
  return Array.from({ length: branches }, () => source.branch());
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
