import type { CutPlace } from './found-value.ts';
import { readToken, type Token } from './read-token.ts';
import { skipSpace } from './skip-space.ts';

/** How far a value goes. */
export interface ScannedValue {
  /** Behind its closing bracket, or behind the last token that is there. */
  readonly end: number;
  /** Where to look for the next one. */
  readonly next: number;
  /** Whether it is no value: two words follow each other, as in `[0, 1) and so on`. */
  readonly isProse?: true;
  /** Missing if the value is closed. */
  readonly open?: { readonly cut: CutPlace; readonly closers: string };
}

/**
 * Follows the object or array that opens at `start` to its closing bracket, in one pass. Brackets in
 * strings and comments do not count. A closing bracket of the other kind closes what was left open
 * inside. The end of a code fence ends an open value.
 *
 * @param mayBeProse whether an array that goes on like a sentence is given up
 */
export function scanValue(text: string, start: number, mayBeProse: boolean): ScannedValue {
  return new ValueScan(text, start).run(mayBeProse);
}

const COMPLETE =
  /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|True|False|None)$/;
const OPEN_OBJECT = 0x7b;
const PLACES: Readonly<Partial<Record<Token['kind'], CutPlace>>> = {
  comma: 'comma',
  colon: 'colon',
  unclosed: 'string',
};

class ValueScan {
  readonly #text: string;
  readonly #start: number;
  #end: number;
  #last: CutPlace = 'opening';
  /** Code units of the open brackets, and how many of them are `{`. */
  readonly #brackets: number[] = [];
  #objects = 0;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#start = start;
    this.#end = start;
  }

  run(mayBeProse: boolean): ScannedValue {
    const text = this.#text;
    let at = this.#start;
    let before: Token['kind'] = 'open';
    while (at < text.length) {
      const token = readToken(text, at, this.#last === 'colon');
      if (token.kind === 'fence') break;
      this.#take(token, at);
      const isSentence = mayBeProse && token.kind === 'word' && before === 'word';
      if (isSentence && this.#isInFlatArray())
        return { end: token.end, next: token.end, isProse: true };
      before = token.kind;
      if (this.#brackets.length === 0) return { end: token.end, next: token.end };
      at = skipSpace(text, token.end);
    }
    return { end: this.#end, next: at, open: { cut: this.#last, closers: this.#closers() } };
  }

  #take({ kind, end }: Token, at: number): void {
    if (kind === 'comment') return;
    if (kind === 'open') this.#open(at);
    else if (kind === 'close') this.#close(at);
    else if (kind === 'string') this.#last = this.#isKeyNext() ? 'key' : 'brackets';
    else if (kind === 'word') this.#last = this.#placeAfter(this.#text.slice(at, end));
    else this.#last = PLACES[kind] ?? this.#last;
    this.#end = end;
  }

  #open(at: number): void {
    const code = this.#text.charCodeAt(at);
    this.#brackets.push(code);
    if (code === OPEN_OBJECT) this.#objects++;
    this.#last = 'opening';
  }

  #close(at: number): void {
    const isObject = this.#text.charAt(at) === '}';
    const others = this.#brackets.length - this.#objects;
    if ((isObject ? this.#objects : others) === 0) return;
    while (this.#pop() !== isObject);
    this.#last = 'brackets';
  }

  /** Whether an object was closed. */
  #pop(): boolean {
    const isObject = this.#brackets.pop() === OPEN_OBJECT;
    if (isObject) this.#objects--;
    return isObject;
  }

  #isInFlatArray(): boolean {
    return this.#brackets.length === 1 && this.#objects === 0;
  }

  #isKeyNext(): boolean {
    return this.#brackets.at(-1) === OPEN_OBJECT && this.#last !== 'colon';
  }

  #placeAfter(word: string): CutPlace {
    if (this.#isKeyNext()) return 'key';
    return COMPLETE.test(word) ? 'brackets' : 'word';
  }

  #closers(): string {
    if (this.#last !== 'brackets') return '';
    const closers = this.#brackets.map((code) => (code === OPEN_OBJECT ? '}' : ']'));
    return closers.reverse().join('');
  }
}
