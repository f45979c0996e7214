import { ChatError, type ToolMessage } from '@scillm/core';

/**
 * The message that tells the model what a call gave: a text as it is, anything else as JSON, and
 * `null` for nothing. Throws `invalid_request` for a value that JSON cannot hold.
 */
export function toolResult(call: { readonly id: string }, value: unknown): ToolMessage {
  return { role: 'tool', tool_call_id: call.id, content: textOf(value) };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (cause) {
    throw new ChatError(
      'invalid_request',
      'A tool gave a value that cannot be written as JSON. Return text, or plain objects without cycles and bigints.',
      { reason: 'tool_result', cause },
    );
  }
}
