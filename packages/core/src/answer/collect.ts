import type { ChatChunk, ChunkChoice, ToolCallDelta } from '../chat/chat-chunk.ts';
import type { FunctionToolCall } from '../chat/chat-message.ts';
import type { ChatResponse, FinishReason, ResponseChoice } from '../chat/chat-response.ts';
import { ChatError } from '../error/chat-error.ts';

/** What has been gathered of one choice. */
interface Gathered {
  content: string | undefined;
  refusal: string | undefined;
  reasoning: string | undefined;
  readonly calls: Map<number, { id: string; name: string; arguments: string }>;
  finish: FinishReason | undefined;
}

/**
 * Reads a stream to its end and gives the answer `complete` would have given. Rejects with the
 * stream's own error, or with `stream_cut` if the stream ends without its last chunk.
 */
export async function collect(stream: AsyncIterable<ChatChunk>): Promise<ChatResponse> {
  const choices = new Map<number, Gathered>();
  let last: ChatChunk | undefined;
  for await (const chunk of stream) {
    for (const choice of chunk.choices) gather(choices, choice);
    last = chunk;
  }
  const isWhole = [...choices.values()].every(({ finish }) => finish !== undefined);
  if (last?.scillm === undefined || !isWhole) {
    throw new ChatError(
      'stream_cut',
      'The stream ended without a finish reason or its last chunk. Its transport is at fault.',
      {
        reason: 'no_finish',
      },
    );
  }
  const { choices: _, usage, scillm, ...rest } = last;
  return {
    ...rest,
    object: 'chat.completion',
    choices: [...choices]
      .sort(([a], [b]) => a - b)
      .map(([index, gathered]) => choiceOf(index, gathered)),
    ...(usage === undefined || usage === null ? {} : { usage }),
    scillm,
  };
}

function gather(
  choices: Map<number, Gathered>,
  { index, delta, finish_reason }: ChunkChoice,
): void {
  const known = choices.get(index) ?? empty();
  choices.set(index, known);
  known.content = join(known.content, delta.content);
  known.refusal = join(known.refusal, delta.refusal);
  known.reasoning = join(known.reasoning, delta.reasoning_content);
  for (const piece of delta.tool_calls ?? []) gatherCall(known, piece);
  if (finish_reason !== null) known.finish = finish_reason;
}

function empty(): Gathered {
  return {
    content: undefined,
    refusal: undefined,
    reasoning: undefined,
    calls: new Map(),
    finish: undefined,
  };
}

function join(sum: string | undefined, piece: string | null | undefined): string | undefined {
  return piece === null || piece === undefined ? sum : (sum ?? '') + piece;
}

function gatherCall({ calls }: Gathered, { index, id, function: part }: ToolCallDelta): void {
  const call = calls.get(index) ?? { id: '', name: '', arguments: '' };
  calls.set(index, call);
  call.id ||= id ?? '';
  call.name ||= part?.name ?? '';
  call.arguments += part?.arguments ?? '';
}

function choiceOf(
  index: number,
  { content, refusal, reasoning, calls, finish }: Gathered,
): ResponseChoice {
  const toolCalls: readonly FunctionToolCall[] = [...calls.values()].map(({ id, ...call }) => ({
    id,
    type: 'function',
    function: call,
  }));
  const hasNoText = content === undefined || (content === '' && toolCalls.length > 0);
  return {
    index,
    message: {
      role: 'assistant',
      content: hasNoText ? null : content,
      ...(refusal === undefined ? {} : { refusal }),
      ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
      ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
    },
    finish_reason: finish ?? 'stop',
  };
}
