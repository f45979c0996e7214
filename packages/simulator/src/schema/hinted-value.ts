/** Every value a written text can stand for, the likeliest last: `42` is text and a number. */
export function hintedValues(text: string): readonly unknown[] {
  const words = new Map<string, unknown>([
    ['yes', true],
    ['no', false],
    ['none', null],
  ]);
  const word = text.toLowerCase();
  const list = text.split(/\s*(?:,|\band\b)\s*/u);
  return [...parsed(text), text, word, ...(words.has(word) ? [words.get(word)] : []), list];
}

function parsed(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text) as unknown];
  } catch {
    return [];
  }
}
