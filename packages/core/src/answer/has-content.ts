import type { ChatChunk } from '../chat/chat-chunk.ts';

/**
 * Whether a chunk brings something: text, a refusal, reasoning or a piece of a tool call. Roles,
 * empty deltas and finish reasons do not count: they must not keep a silent stream alive.
 */
export function hasContent(chunk: ChatChunk): boolean {
  return chunk.choices.some(
    ({ delta }) =>
      Boolean(delta.content) ||
      Boolean(delta.refusal) ||
      Boolean(delta.reasoning_content) ||
      Boolean(delta.function_call) ||
      (delta.tool_calls?.length ?? 0) > 0,
  );
}
