import { skipSpace } from './skip-space.ts';
import { isQuote, plainStringEnd, stringEnd } from './string-end.ts';

/**
 * Tells a bracket that opens JSON from one in prose, such as `{see below}` or `[link](…)`, by what
 * follows it: an object goes on with a key and a colon, an array with an element and a comma.
 * All of valid JSON passes. Looks ahead no further than `budget` allows in total, so that many
 * brackets cost no more than one pass; a bracket it has no budget for passes.
 */
export function mayStartValue(text: string, start: number, budget: { left: number }): boolean {
  if (budget.left <= 0) return true;
  const at = skipSpace(text, start + 1);
  const next = text.charAt(at);
  budget.left -= at - start;
  if (next === '' || isComment(text, at)) return true;
  if (text.charAt(start) === '[') return mayStartElement(text, at, budget);
  if (next === '\\') return matches(ESCAPED_KEY, text, at);
  return next === '}' || mayStartKey(text, at, budget);
}

const ESCAPED_KEY = /(?:\\[nrt]|\s)*\\"/y;
const BARE_KEY = /[\p{L}_$\d][\p{L}\d_$-]{0,99}(?=\s*:)/uy;
const SCALAR =
  /(?:[+-]?[\d.][\w.+-]*|-?(?:true|false|null|True|False|None|NaN|Infinity))\s*(?:[,\]/#]|$)/y;

function mayStartKey(text: string, at: number, budget: { left: number }): boolean {
  const quote = text.charAt(at);
  if (!isQuote(quote)) return matches(BARE_KEY, text, at);
  const end = quote === '"' ? plainStringEnd(text, at) : stringEnd(text, at);
  if (end === -1) {
    budget.left -= text.length - at;
    return true;
  }
  const after = skipSpace(text, end);
  budget.left -= after - at;
  return after === text.length || text.charAt(after) === ':';
}

function mayStartElement(text: string, at: number, budget: { left: number }): boolean {
  const first = text.charAt(at);
  if (first === ']' || first === '[') return true;
  if (first === '{') return mayStartValue(text, at, budget);
  if (!isQuote(first)) return matches(SCALAR, text, at);
  const end = first === '"' ? plainStringEnd(text, at) : stringEnd(text, at);
  if (end === -1) {
    budget.left -= text.length - at;
    return true;
  }
  const after = skipSpace(text, end);
  budget.left -= after - at;
  return after === text.length || ',]/#'.includes(text.charAt(after));
}

function isComment(text: string, at: number): boolean {
  return text.startsWith('//', at) || text.startsWith('/*', at) || text.startsWith('# ', at);
}

function matches(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
