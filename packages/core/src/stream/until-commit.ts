import { hasContent } from '../answer/has-content.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import { PASS } from './pass.ts';
import { PipedStream } from './piped-stream.ts';

/**
 * Reads a stream up to its commit: the first piece a reader can see, or the end. That piece is text,
 * a refusal or reasoning; a piece of a tool call too, which {@link withholdToolCalls} lets through
 * only once it is whole. Resolves with a stream that replays what was read and then goes on. Rejects
 * with the error of a stream that fails before; nothing of it has been seen then.
 */
export async function untilCommit(
  stream: AsyncIterable<ChatChunk>,
): Promise<AsyncIterable<ChatChunk>> {
  const source = stream[Symbol.asyncIterator]();
  const begun: ChatChunk[] = [];
  for (;;) {
    const { value, done } = await source.next();
    if (done === true) break;
    begun.push(value);
    if (hasContent(value)) break;
  }
  return new PipedStream(source, PASS, begun);
}
