import { readNumber } from './read-number.ts';
import { readToken, type Token } from './read-token.ts';
import { skipSpace } from './skip-space.ts';

/** A slice made ready for repair, or why it is not worth one. */
export type Masked =
  | {
      readonly kind: 'masked';
      /** The slice with {@link MASK} for each string that is whole, and without comments. */
      readonly skeleton: string;
      /** The JSON of the masked strings, in order. */
      readonly strings: readonly string[];
      /** How many brackets open in it. */
      readonly openings: number;
      /** Whether a string is left in it because nobody can tell where it ends. */
      readonly isBlurred: boolean;
    }
  | {
      readonly kind: 'hopeless';
      readonly reason: 'unparsable' | 'truncated';
      /** What is wrong, for the model. */
      readonly error: string;
    };

/** What stands for a string in a skeleton: a string that no model writes. */
export const MASK = '"\uE000"';

/**
 * Takes out of a slice what a repair must not touch: strings that are whole, and comments. Writes
 * numbers of other languages as JSON does, and refuses those that cannot be told. Dots that stand
 * for elements left out make the slice a truncated one.
 *
 * @param mendString makes JSON of one string with other quotes or wrong escapes, if it can
 */
export function maskSlice(
  slice: string,
  mendString: (token: string) => string | undefined,
): Masked {
  return new Mask(slice, mendString).run();
}

class Mask {
  readonly #slice: string;
  readonly #mendString: (token: string) => string | undefined;
  readonly #parts: string[] = [];
  readonly #strings: string[] = [];
  #openings = 0;
  #isBlurred = false;
  /** Up to where the slice is in the parts. */
  #copied = 0;
  #fault: Masked | undefined;

  constructor(slice: string, mendString: (token: string) => string | undefined) {
    this.#slice = slice;
    this.#mendString = mendString;
  }

  run(): Masked {
    const slice = this.#slice;
    let last: Token['kind'] = 'open';
    for (let at = skipSpace(slice, 0); at < slice.length && this.#fault === undefined; ) {
      const token = readToken(slice, at, last === 'colon');
      this.#take(token, at, last);
      if (token.kind !== 'comment') last = token.kind;
      at = skipSpace(slice, token.end);
    }
    if (this.#fault !== undefined) return this.#fault;
    this.#parts.push(slice.slice(this.#copied));
    return {
      kind: 'masked',
      skeleton: this.#parts.join(''),
      strings: this.#strings,
      openings: this.#openings,
      isBlurred: this.#isBlurred,
    };
  }

  #take({ kind, end }: Token, at: number, last: Token['kind']): void {
    if (kind === 'open') this.#openings++;
    else if (kind === 'string') this.#string(at, end);
    else if (kind === 'unclosed') this.#isBlurred = true;
    else if (kind === 'comment') this.#comment(at, end);
    else if (kind === 'word') this.#word(at, end, last);
  }

  #string(at: number, end: number): void {
    const token = this.#slice.slice(at, end);
    const json = isJsonString(token) ? token : this.#mendString(token);
    if (json === undefined || !isJsonString(json)) {
      this.#isBlurred = true;
      return;
    }
    this.#strings.push(json);
    this.#replace(at, end, MASK);
  }

  #comment(at: number, end: number): void {
    const words = this.#slice.slice(at, end).replace(/^[/*#\s]+/, '');
    if (isElision(words)) this.#refuseElision();
    this.#replace(at, end, ' ');
  }

  #word(at: number, end: number, last: Token['kind']): void {
    const word = this.#slice.slice(at, end);
    if (isElision(word)) this.#refuseElision();
    const isValue = last === 'colon' || last === 'comma' || last === 'open';
    const number = isValue && !this.#isKey(end) ? readNumber(word) : undefined;
    if (number === 'broken') {
      const error = `${word.slice(0, 40)} is not a number in JSON`;
      this.#fault = { kind: 'hopeless', reason: 'unparsable', error };
    } else if (number !== undefined) {
      this.#replace(at, end, number);
    }
  }

  #isKey(end: number): boolean {
    return this.#slice.charAt(skipSpace(this.#slice, end)) === ':';
  }

  #refuseElision(): void {
    const error = 'dots stand for something that was left out; write all of it';
    this.#fault = { kind: 'hopeless', reason: 'truncated', error };
  }

  #replace(start: number, end: number, by: string): void {
    this.#parts.push(this.#slice.slice(this.#copied, start), by);
    this.#copied = end;
  }
}

const JSON_STRING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in a string.
  /^"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"$/;

function isJsonString(token: string): boolean {
  return JSON_STRING.test(token);
}

function isElision(words: string): boolean {
  return words.startsWith('...') || words.startsWith('…');
}
