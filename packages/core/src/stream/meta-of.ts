import type { CallMeta } from '../chat/call-meta.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import { isRestart } from './is-restart.ts';

/** Who answered, of the last chunk of a stream; `undefined` for every other chunk. */
export function metaOf(chunk: ChatChunk): CallMeta | undefined {
  return isRestart(chunk) ? undefined : (chunk.scillm as CallMeta | undefined);
}
