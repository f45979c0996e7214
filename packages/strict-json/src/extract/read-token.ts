import { isQuote, stringEnd } from './string-end.ts';

/** A piece of JSON, or of what is almost JSON. */
export interface Token {
  readonly kind:
    | 'open'
    | 'close'
    | 'comma'
    | 'colon'
    | 'string'
    | 'unclosed'
    | 'comment'
    | 'fence'
    | 'word';
  /** Behind its last character. */
  readonly end: number;
}

/**
 * The token at `at`, where no white space and no inside of a string may be. `unclosed` is a string
 * that the text ends in; `word` is anything without quotes: numbers, literals, bare keys.
 *
 * @param isAfterColon whether a value must follow, so that `#fff` is no comment
 */
export function readToken(text: string, at: number, isAfterColon: boolean): Token {
  const character = text.charAt(at);
  const kind = MARKS.get(character);
  if (kind !== undefined) return { kind, end: at + 1 };
  if (isFence(text, at, character)) return { kind: 'fence', end: at + 3 };
  if (isQuote(character)) {
    const end = stringEnd(text, at);
    return end === -1 ? { kind: 'unclosed', end: text.length } : { kind: 'string', end };
  }
  const comment = commentEnd(text, at, isAfterColon);
  return comment === -1
    ? { kind: 'word', end: wordEnd(text, at) }
    : { kind: 'comment', end: comment };
}

const MARKS: ReadonlyMap<string, Token['kind']> = new Map([
  ['{', 'open'],
  ['[', 'open'],
  ['}', 'close'],
  [']', 'close'],
  [',', 'comma'],
  [':', 'colon'],
] as const);
const WORD = /[^\s,:{}[\]"/]+/y;

function isFence(text: string, at: number, character: string): boolean {
  return (character === '`' || character === '~') && text.startsWith(character.repeat(3), at);
}

function commentEnd(text: string, at: number, isAfterColon: boolean): number {
  if (text.startsWith('/*', at)) return behind(text, '*/', at + 2);
  if (text.startsWith('//', at)) return isInAddress(text, at) ? -1 : behind(text, '\n', at);
  return text.charAt(at) === '#' && !isAfterColon ? behind(text, '\n', at) : -1;
}

/** Whether the slashes are those of `http://`, written without quotes. */
function isInAddress(text: string, at: number): boolean {
  return /[A-Za-z]:/.test(text.slice(Math.max(0, at - 2), at));
}

function behind(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

function wordEnd(text: string, at: number): number {
  WORD.lastIndex = at;
  return WORD.test(text) ? WORD.lastIndex : at + 1;
}
