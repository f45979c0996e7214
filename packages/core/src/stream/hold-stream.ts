import type { ChatChunk } from '../chat/chat-chunk.ts';
import { isRestart } from './is-restart.ts';
import { PASS } from './pass.ts';
import { PipedStream } from './piped-stream.ts';

/**
 * Reads a stream to its end and resolves with a stream that replays it, so that nothing is seen of an
 * attempt that fails: then this rejects with its error. Keeps the whole answer in memory. What a
 * restart threw away is not replayed, nor the restart.
 */
export async function holdStream(
  stream: AsyncIterable<ChatChunk>,
): Promise<AsyncIterable<ChatChunk>> {
  const source = stream[Symbol.asyncIterator]();
  let held: ChatChunk[] = [];
  for (;;) {
    const { value, done } = await source.next();
    if (done === true) break;
    if (isRestart(value)) held = [];
    else held.push(value);
  }
  return new PipedStream(source, PASS, held);
}
