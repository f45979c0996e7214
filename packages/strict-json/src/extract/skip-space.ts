/** Where the first character at or after `at` stands that is no white space, or the text's length. */
export function skipSpace(text: string, at: number): number {
  let place = at;
  while (place < text.length && isSpace(text.charCodeAt(place))) place++;
  return place;
}

function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return code === 0xa0 || code === 0xfeff || (code >= 0x2000 && code <= 0x200b) || code === 0x3000;
}
