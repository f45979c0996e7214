import { scriptError } from './script-error.ts';

/** One word of a script line. */
export interface Token {
  /** The word as written, quotes included. */
  readonly text: string;
  /** The line it stands on, from 1. */
  readonly line: number;
  /** The column it starts in, from 1. */
  readonly column: number;
}

/**
 * Splits a line at blanks. Blanks inside double quotes, and inside the braces of `body=json:{…}`,
 * belong to the word; a word that starts with `#` begins a comment.
 *
 * @throws an error with line and column when a quote or a brace is not closed.
 */
export function tokens(source: string, line: number): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < source.length) {
    if (/\s/u.test(source.charAt(at))) {
      at += 1;
      continue;
    }
    if (source.charAt(at) === '#') break;
    const end = endOfWord(source, at, line);
    found.push({ text: source.slice(at, end), line, column: at + 1 });
    at = end;
  }
  return found;
}

function endOfWord(source: string, start: number, line: number): number {
  const isJson = source.startsWith('body=json:', start);
  let depth = 0;
  let at = start;
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === '"') {
      at = endOfQuote(source, at, line);
      continue;
    }
    if (isJson) depth += depthChange(character);
    if (depth === 0 && /\s/u.test(character)) return at;
    at += 1;
  }
  if (depth > 0) throw scriptError(line, start + 1, 'the JSON of this word is not closed.');
  return at;
}

function depthChange(character: string): number {
  if ('{['.includes(character)) return 1;
  return '}]'.includes(character) ? -1 : 0;
}

function endOfQuote(source: string, start: number, line: number): number {
  for (let at = start + 1; at < source.length; at += 1) {
    if (source.charAt(at) === '\\') at += 1;
    else if (source.charAt(at) === '"') return at + 1;
  }
  throw scriptError(line, start + 1, 'this quote is not closed.');
}
