import type { ChatChunk } from '../chat/chat-chunk.ts';
import { chunkIterator } from './chunk-iterator.ts';
import { ChunkPipe } from './chunk-pipe.ts';
import { isRestart } from './is-restart.ts';

/**
 * Reads a stream to its end and resolves with a stream that replays it, so that nothing is seen of an
 * attempt that fails: then this rejects with its error. Keeps the whole answer in memory. What a
 * restart threw away is not replayed, nor the restart.
 */
export async function holdStream(
  stream: AsyncIterable<ChatChunk>,
): Promise<AsyncIterable<ChatChunk>> {
  const source = chunkIterator(stream);
  let held: ChatChunk[] = [];
  for (;;) {
    const { value, done } = await source.next();
    if (done === true) break;
    if (isRestart(value)) held = [];
    else held.push(value);
  }
  return new ChunkPipe(source, undefined, held);
}
