const LONGEST = 12;

/**
 * Cuts a text into what the chunks of a stream carry: words with the blank before them, long words
 * in parts. A text of two characters or more gives at least two pieces, and no character is split.
 */
export function textPieces(text: string): readonly string[] {
  const words = text.match(/\s*\S+|\s+/gu) ?? [];
  const pieces = words.flatMap((word) => cut(word, LONGEST));
  const [only] = pieces;
  if (only === undefined || pieces.length > 1) return pieces;
  return cut(only, Math.ceil([...only].length / 2));
}

function cut(text: string, length: number): readonly string[] {
  const characters = [...text];
  const count = Math.ceil(characters.length / length);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * length, (index + 1) * length).join(''),
  );
}
