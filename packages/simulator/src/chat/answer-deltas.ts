import type { Answer, ToolCall } from '../answers/answer.ts';
import type { JsonObject } from '../wire/json-object.ts';
import { textPieces } from './text-pieces.ts';

/** The content-bearing deltas of a streamed answer, in order. */
export function answerDeltas(answer: Answer, toolCallId: string): readonly JsonObject[] {
  const { content, refusal, reasoning, toolCall } = answer;
  return [
    ...textPieces(reasoning ?? '').map((piece) => ({ reasoning_content: piece })),
    ...textPieces(content ?? '').map((piece) => ({ content: piece })),
    ...textPieces(refusal ?? '').map((piece) => ({ refusal: piece })),
    ...(toolCall === null ? [] : toolDeltas(toolCall, toolCallId)),
  ];
}

function toolDeltas(call: ToolCall, id: string): readonly JsonObject[] {
  const opening = { index: 0, id, type: 'function', function: { name: call.name, arguments: '' } };
  return [
    { tool_calls: [opening] },
    ...textPieces(call.arguments).map((piece) => ({
      tool_calls: [{ index: 0, function: { arguments: piece } }],
    })),
  ];
}
