import type { ChatMessage } from '@scillm/core';

const MOST_BYTES = 8 * 1024;
const MOST_ERRORS = 10;
const MOST_ERROR_BYTES = 400;

/**
 * What follows the conversation where a model is asked again: its answer, as far as 8 KiB go, and
 * what is wrong with it.
 */
export function reaskMessages(raw: string, errors: readonly string[]): readonly ChatMessage[] {
  const lines = errors.slice(0, MOST_ERRORS).map((error) => `- ${cut(error, MOST_ERROR_BYTES)}`);
  const content = [
    'That answer cannot be used:',
    ...lines,
    'Give the whole answer again, corrected, as JSON and nothing else.',
  ].join('\n');
  const user = { role: 'user', content } as const;
  // Some backends refuse an assistant message that says nothing.
  if (raw.trim() === '') return [user];
  return [{ role: 'assistant', content: cut(raw, MOST_BYTES) }, user];
}

/** As many whole characters as the bytes allow. */
function cut(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}
