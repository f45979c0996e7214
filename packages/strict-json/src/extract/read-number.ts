/**
 * The JSON of a number as JavaScript, JSON5 or Python writes it: `+5`, `.5`, `0x1F`, `1_000`. What
 * is no number for JSON at all (`NaN`, `Infinity`) is `null`, as `JSON.stringify` has it. `undefined`
 * for a word that is no number, `broken` for one that cannot be told: `007`, `5%`, `1e`.
 */
export function readNumber(word: string): string | 'broken' | undefined {
  if (/^[+-]?(?:NaN|Infinity)$/.test(word)) return 'null';
  if (!/^[+-]?\.?\d/.test(word)) return word === '-' || word === '+' ? 'broken' : undefined;
  if (/^\d{4}-\d\d-\d\d/.test(word)) return undefined;
  const plain = word.replace(/(?<=[\da-fA-F])_(?=[\da-fA-F])/g, '').replace(/^\+/, '');
  const isDecimal = /^-?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(plain);
  const isOtherBase = /^-?0(?:[xX][\da-fA-F]+|[oO][0-7]+|[bB][01]+)$/.test(plain);
  if (!isDecimal && !isOtherBase) return 'broken';
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(plain)) return plain;
  const size = Number(plain.replace('-', ''));
  return plain.startsWith('-') ? `-${size}` : String(size);
}
