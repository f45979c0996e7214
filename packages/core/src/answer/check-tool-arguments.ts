import type { ToolCall } from '../chat/chat-message.ts';
import { ChatError } from '../error/chat-error.ts';
import { streamCut } from './stream-cut.ts';

/**
 * Checks that the arguments of the tool calls of a finished choice are JSON. No text at all is fine
 * where the model was not cut off: that is how many backends call a tool without parameters. Throws
 * `schema_invalid` with reason `truncated` if the token limit cut them, else `stream_cut` with reason
 * `tool_arguments`. Free-form calls hold any text.
 */
export function checkToolArguments(
  finishReason: unknown,
  calls: readonly ToolCall[],
  subject: string,
): void {
  const isLimited = finishReason === 'length';
  if (calls.every((call) => call.type !== 'function' || isWhole(call.function, isLimited))) return;
  if (!isLimited) {
    throw streamCut(subject, 'tool_arguments', 'sent tool arguments that are not JSON');
  }
  throw new ChatError(
    'schema_invalid',
    `${subject} reached its token limit inside the arguments of a tool call. Raise max_tokens, or ask for less at a time.`,
    { reason: 'truncated' },
  );
}

function isWhole({ arguments: text }: { readonly arguments: string }, isLimited: boolean): boolean {
  if (text === '') return !isLimited;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
