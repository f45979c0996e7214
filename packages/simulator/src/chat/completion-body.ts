import type { Answer } from '../answers/answer.ts';
import { CREATED } from '../wire/created.ts';
import type { JsonObject } from '../wire/json-object.ts';

/** What every object of one answer carries. */
export interface Identity {
  /** The answer's id, a hash. */
  readonly id: string;
  /** The model named in the answer: `sim/…`. */
  readonly model: string;
  /** The id of its tool call. */
  readonly toolCallId: string;
}

/** The token counts of an answer, in OpenAI's form. */
export interface Usage {
  /** Tokens of the request. */
  readonly prompt_tokens: number;
  /** Tokens of the answer. */
  readonly completion_tokens: number;
  /** Their sum. */
  readonly total_tokens: number;
}

/** A `chat.completion`; without `usage` the field is absent. */
export function completionBody(
  answer: Answer,
  identity: Identity,
  usage: Usage | null,
): JsonObject {
  const { content, refusal, reasoning, toolCall, finish } = answer;
  const message = {
    role: 'assistant',
    content,
    refusal,
    ...(reasoning === null ? {} : { reasoning_content: reasoning }),
    ...(toolCall === null
      ? {}
      : { tool_calls: [{ id: identity.toolCallId, type: 'function', function: toolCall }] }),
  };
  return {
    id: identity.id,
    object: 'chat.completion',
    created: CREATED,
    model: identity.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
    ...(usage === null ? {} : { usage }),
  };
}
