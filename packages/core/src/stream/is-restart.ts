import type { ChatChunk, RestartEvent } from '../chat/chat-chunk.ts';

/** Whether a chunk tells its reader to throw away what came before it. Such a chunk holds nothing else. */
export function isRestart(
  chunk: ChatChunk,
): chunk is ChatChunk & { readonly scillm: RestartEvent } {
  return chunk.scillm !== undefined && 'event' in chunk.scillm;
}
