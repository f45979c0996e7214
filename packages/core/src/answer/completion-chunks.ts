import type { ChatChunk, ChunkDelta } from '../chat/chat-chunk.ts';
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

function deltaOf({
  role,
  content,
  refusal,
  reasoning_content,
  tool_calls,
}: ResponseMessage): ChunkDelta {
  return {
    role,
    content,
    ...(refusal === undefined ? {} : { refusal }),
    ...(reasoning_content === undefined ? {} : { reasoning_content }),
    ...(tool_calls === undefined
      ? {}
      : {
          tool_calls: tool_calls.flatMap((call, index) =>
            call.type === 'function'
              ? [{ index, id: call.id, type: call.type, function: call.function }]
              : [],
          ),
        }),
  };
}
