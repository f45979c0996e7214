import type { ChatChunk } from '../chat/chat-chunk.ts';

/** How many characters of text, refusal and reasoning a chunk shows its reader. */
export function visibleChars({ choices }: ChatChunk): number {
  let chars = 0;
  for (const { delta } of choices) {
    chars += delta.content?.length ?? 0;
    chars += delta.refusal?.length ?? 0;
    chars += delta.reasoning_content?.length ?? 0;
  }
  return chars;
}
