/** The bracketed text that starts at a place, to its closing bracket, or `null` if it has none. */
export function balancedJson(text: string, start: number): string | null {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') {
      at = endOfString(text, at);
    } else if ('{['.includes(character)) {
      depth += 1;
    } else if ('}]'.includes(character)) {
      depth -= 1;
    }
    if (depth === 0) return text.slice(start, at + 1);
  }
  return null;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at;
}
