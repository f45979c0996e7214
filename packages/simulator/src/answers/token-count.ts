const BYTES_PER_TOKEN = 4;

/** The tokens of a text as the simulator counts them: its bytes, four to a token, rounded up. */
export function tokenCount(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** The longest beginning of a text that has at most so many tokens and splits no character. */
export function firstTokens(text: string, count: number): string {
  const bytes = Buffer.from(text);
  let end = Math.min(bytes.length, count * BYTES_PER_TOKEN);
  // A byte of the form 10xxxxxx continues the character before it.
  while (end > 0 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
