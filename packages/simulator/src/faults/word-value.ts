import { scriptError } from './script-error.ts';
import type { Token } from './tokens.ts';

/** The part of a word after `=`, read as the word needs it. Every reader throws with line and column. */
export interface WordValue {
  /** Takes a word that stands alone; a value is an error. */
  none(): true;
  /** Takes any text that is not empty; surrounding quotes are dropped. */
  text(): string;
  /** Takes a number of at least `least` and at most `most`. */
  number(least: number, most: number): number;
  /** Takes a whole number of at least `least` and at most `most`. */
  integer(least: number, most: number): number;
  /** Takes one of the words given. */
  oneOf<T extends string>(words: readonly T[]): T;
  /** Refuses the value with a reason. */
  refuse(reason: string): never;
}

/** A word split at its first `=`. */
export interface Word {
  /** What stands before the `=`. */
  readonly name: string;
  /** What stands behind it. */
  readonly value: WordValue;
}

/** Splits a word into name and value. */
export function wordOf(token: Token): Word {
  const split = token.text.indexOf('=');
  if (split < 0) return { name: token.text, value: readersOf(token, token.text, null) };
  const name = token.text.slice(0, split);
  return { name, value: readersOf(token, name, token.text.slice(split + 1)) };
}

function readersOf(token: Token, name: string, raw: string | null): WordValue {
  const column = raw === null ? token.column : token.column + name.length + 1;
  const refuse = (reason: string): never => {
    throw scriptError(token.line, column, reason);
  };
  const text = (): string =>
    raw === null || raw === '' ? refuse(`${name} needs a value: ${name}=…`) : unquoted(raw);
  const number = (least: number, most: number): number => {
    const written = text();
    const value = /^\d+(\.\d+)?$/u.test(written) ? Number(written) : Number.NaN;
    if (value >= least && value <= most) return value;
    return refuse(`${name} is "${written}". Use a number from ${least} to ${most}.`);
  };
  return {
    none: () => (raw === null ? true : refuse(`${name} takes no value.`)),
    text,
    number,
    integer(least, most) {
      const value = number(least, most);
      return Number.isInteger(value) ? value : refuse(`${name} is ${value}. Use a whole number.`);
    },
    oneOf(words) {
      const written = text();
      const found = words.find((word) => word === written);
      return found ?? refuse(`${name} is "${written}". Use ${words.join(', ')}.`);
    },
    refuse,
  };
}

function unquoted(raw: string): string {
  const isQuoted = raw.length > 1 && raw.startsWith('"') && raw.endsWith('"');
  return isQuoted ? raw.slice(1, -1).replaceAll(/\\(.)/gu, '$1') : raw;
}
