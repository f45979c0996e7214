import { skipSpace } from './skip-space.ts';

/**
 * Where a string that opens at `open` ends: behind its closing quote, or -1 if the text ends first.
 * A quote inside that was not escaped is told from the closing one by what follows it. In valid JSON
 * something structural always follows, so a valid string always ends where JSON says.
 */
export function stringEnd(text: string, open: number): number {
  const closing = closingQuotes(text.charAt(open));
  const closes = text.charCodeAt(open - 1) === BACKSLASH ? closesEscaped : closesPlain;
  for (let at = nextOf(text, closing, open + 1); at !== -1; at = nextOf(text, closing, at + 1)) {
    if (closes(text, at, open)) return at + 1;
  }
  return -1;
}

/** The same by JSON's own rule: at the next double quote that is not escaped. */
export function plainStringEnd(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at !== -1 && isEscaped(text, at, open)) at = text.indexOf('"', at + 1);
  return at === -1 ? -1 : at + 1;
}

/** Whether a string may open with this character, straight or typographic. */
export function isQuote(character: string): boolean {
  return character !== '' && QUOTES.includes(character);
}

/** Whether an odd number of backslashes stands before `at`, none of them at `open` or before it. */
function isEscaped(text: string, at: number, open: number): boolean {
  return backslashesBefore(text, at, open) % 2 === 1;
}

function backslashesBefore(text: string, at: number, open: number): number {
  let first = at;
  while (first - 1 > open && text.charCodeAt(first - 1) === BACKSLASH) first--;
  return at - first;
}

function closesPlain(text: string, at: number, open: number): boolean {
  return !isEscaped(text, at, open) && isFollowedByStructure(text, at + 1);
}

/** In JSON that was escaped as a whole, `\"` delimits a string and `\\\"` stands in one. */
function closesEscaped(text: string, at: number, open: number): boolean {
  return backslashesBefore(text, at, open) % 4 === 1;
}

const BACKSLASH = 0x5c;
const QUOTES = '"\'“”„‟‘’`´';

function closingQuotes(open: string): string | RegExp {
  if (open === '"' || open === "'") return open;
  return '“”„‟'.includes(open) ? /[“”„‟"]/g : /[‘’`´']/g;
}

function nextOf(text: string, quotes: string | RegExp, from: number): number {
  if (typeof quotes === 'string') return text.indexOf(quotes, from);
  quotes.lastIndex = from;
  return quotes.exec(text)?.index ?? -1;
}

function isFollowedByStructure(text: string, after: number): boolean {
  const at = skipSpace(text, after);
  if (at === text.length || ',:]}'.includes(text.charAt(at))) return true;
  const next = text.charAt(at);
  if (next === '/') return text.charAt(at + 1) === '/' || text.charAt(at + 1) === '*';
  if (next === '#') return at > after;
  if (next === '`' && text.startsWith('```', at)) return true;
  return isQuote(next) && !closesAtOnce(text, at + 1);
}

/** Of two quotes in a row the second closes the string if only something structural can follow. */
function closesAtOnce(text: string, after: number): boolean {
  const at = skipSpace(text, after);
  return at === text.length || ',:]}'.includes(text.charAt(at));
}
