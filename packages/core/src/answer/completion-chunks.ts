import type { ChatChunk, ChunkDelta, ToolCallDelta } from '../chat/chat-chunk.ts';
import type { ChatResponse, ResponseMessage } from '../chat/chat-response.ts';

/** A whole answer as a stream: one chunk per choice, then the last one with usage and metadata. */
export async function* completionChunks(
  response: ChatResponse,
): AsyncGenerator<ChatChunk, undefined> {
  const { choices, usage, scillm, ...rest } = response;
  const envelope = { ...rest, object: 'chat.completion.chunk' as const };
  for (const { index, message, finish_reason, logprobs } of choices) {
    const choice = { index, delta: deltaOf(message), finish_reason };
    yield { ...envelope, choices: [logprobs === undefined ? choice : { ...choice, logprobs }] };
  }
  yield { ...envelope, choices: [], ...(usage === undefined ? {} : { usage }), scillm };
  return undefined;
}

function deltaOf({ tool_calls, function_call, ...message }: ResponseMessage): ChunkDelta {
  return {
    ...message,
    ...(function_call ? { function_call } : {}),
    ...(tool_calls
      ? { tool_calls: tool_calls.map((call, index) => ({ index, ...call })) as ToolCallDelta[] }
      : {}),
  };
}
