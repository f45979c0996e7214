import type { ChatChunk } from '../chat/chat-chunk.ts';

/** The reading end of a stream, which may have chunks in hand that need no waiting for. */
export interface ChunkIterator extends AsyncIterator<ChatChunk, undefined> {
  /**
   * The next chunk if it is in hand and nobody waits for one, without a promise; `undefined` says
   * nothing about what `next` will give. Streams of our own have it.
   */
  take?(): ChatChunk | undefined;
}

/** The reading end of any stream. */
export function chunkIterator(stream: AsyncIterable<ChatChunk>): ChunkIterator {
  return stream[Symbol.asyncIterator]();
}
