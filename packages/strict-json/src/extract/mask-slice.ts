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
      /** The same strings as they were written. */
      readonly tokens: readonly string[];
      /** How many commas, colons and brackets are missing or too many. */
      readonly faults: number;
      /** How many brackets open in it. */
      readonly openings: number;
      /** Whether a string is left in it because nobody can tell where it ends. */
      readonly isBlurred: boolean;
      /** Whether that is so, or a string was not JSON's own. */
      readonly isDoubtful: boolean;
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
  readonly #tokens: string[] = [];
  /** The open brackets: whether each is that of an object. */
  readonly #path: boolean[] = [];
  #openings = 0;
  #closings = 0;
  #faults = 0;
  #isBlurred = false;
  #isDoubtful = false;
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
      tokens: this.#tokens,
      faults: this.#faults + Math.abs(this.#openings - this.#closings),
      openings: this.#openings,
      isBlurred: this.#isBlurred,
      isDoubtful: this.#isDoubtful || this.#isBlurred,
    };
  }

  #take({ kind, end }: Token, at: number, last: Token['kind']): void {
    if (isFault(last, kind)) this.#faults++;
    if (kind === 'open') this.#open(at);
    else if (kind === 'close') this.#close(at);
    else if (kind === 'colon') this.#colon();
    else if (kind === 'string') this.#string(at, end);
    else if (kind === 'unclosed') this.#isBlurred = true;
    else if (kind === 'comment') this.#comment(at, end);
    else if (kind === 'word') this.#word(at, end, last);
  }

  #open(at: number): void {
    this.#openings++;
    this.#path.push(this.#slice.charAt(at) === '{');
  }

  /** Closes what was left open inside, too. */
  #close(at: number): void {
    this.#closings++;
    const isObject = this.#slice.charAt(at) === '}';
    while (this.#path.length > 0 && this.#path.pop() !== isObject);
  }

  #colon(): void {
    if (this.#path.at(-1) === false)
      this.#refuse('unparsable', 'an array has a key; only objects have keys');
  }

  #string(at: number, end: number): void {
    const token = this.#slice.slice(at, end);
    const isWhole = isJsonString(token);
    const json = isWhole ? token : this.#mendString(token);
    this.#isDoubtful ||= !isWhole;
    if (json === undefined || !isJsonString(json)) {
      this.#isBlurred = true;
      return;
    }
    this.#strings.push(json);
    this.#tokens.push(token);
    this.#replace(at, end, MASK);
  }

  #comment(at: number, end: number): void {
    const words = this.#slice.slice(at, end).replace(/^[/*#\s]+/, '');
    if (isElision(words)) this.#refuse('truncated', ELISION);
    this.#replace(at, end, ' ');
  }

  #word(at: number, end: number, last: Token['kind']): void {
    const word = this.#slice.slice(at, end);
    if (isElision(word)) this.#refuse('truncated', ELISION);
    const isValue = last === 'colon' || last === 'comma' || last === 'open';
    const number = isValue && !this.#isKey(end) ? readNumber(word) : undefined;
    if (number === 'broken') {
      this.#refuse('unparsable', `${word.slice(0, 40)} is not a number in JSON`);
    } else if (number !== undefined) {
      this.#replace(at, end, number);
    }
  }

  #isKey(end: number): boolean {
    return this.#slice.charAt(skipSpace(this.#slice, end)) === ':';
  }

  #refuse(reason: 'unparsable' | 'truncated', error: string): void {
    this.#fault = { kind: 'hopeless', reason, error };
  }

  #replace(start: number, end: number, by: string): void {
    this.#parts.push(this.#slice.slice(this.#copied, start), by);
    this.#copied = end;
  }
}

/** Whether two tokens cannot follow each other in JSON. */
function isFault(last: Token['kind'], next: Token['kind']): boolean {
  const isBehindMark = last === 'open' || last === 'comma' || last === 'colon';
  if (next === 'comma' || next === 'colon') return isBehindMark;
  if (next === 'close') return last === 'comma' || last === 'colon';
  return !isBehindMark;
}

const JSON_STRING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in a string.
  /^"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"$/;

function isJsonString(token: string): boolean {
  return JSON_STRING.test(token);
}

const ELISION = 'dots stand for something that was left out; write all of it';

function isElision(words: string): boolean {
  return words.startsWith('...') || words.startsWith('…');
}
