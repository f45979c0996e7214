import { redact, type ToolMessage } from '@scillm/core';

/** More would fill the model's window with one failure. Characters. */
const LONGEST = 2000;

/**
 * The message that tells the model why a call gave nothing: the lines of a refused call, a text, or
 * what a tool threw. Of an error only the message is told, without keys and queries of URLs.
 */
export function toolError(call: { readonly id: string }, error: unknown): ToolMessage {
  return { role: 'tool', tool_call_id: call.id, content: textOf(error) };
}

function textOf(error: unknown): string {
  const lines = linesOf(error);
  const [first = 'The tool failed.'] = lines;
  const text = lines.length > 1 ? `Error:\n- ${lines.join('\n- ')}` : `Error: ${first}`;
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

function linesOf(error: unknown): readonly string[] {
  if (typeof error === 'string') return [error];
  if (Array.isArray(error)) return error.map(String);
  return error instanceof Error && error.message !== '' ? [redact(error.message)] : [];
}
