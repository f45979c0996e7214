import { GrowingString } from './growing-string.ts';
import { GrowingTree } from './growing-tree.ts';
import type { PartialState } from './partial-reader.ts';

/** Parses one JSON value that arrives in pieces, by JSON's own grammar. */
export class JsonPrefix {
  readonly #tree = new GrowingTree();
  readonly #string = new GrowingString();
  #mode: Mode = 'value';
  #isKey = false;
  #word = '';
  #changes = 0;

  /** How often something came to the value. */
  get changes(): number {
    return this.#changes;
  }

  /** What is there so far. */
  get value(): unknown {
    if (this.#mode === 'string' && !this.#isKey) this.#tree.put(this.#string.shown);
    return this.#tree.root;
  }

  get state(): PartialState {
    return STATES[this.#mode] ?? 'growing';
  }

  /** Whether the value is no object and no array. */
  get isScalar(): boolean {
    return typeof this.#tree.root !== 'object' || this.#tree.root === null;
  }

  /** Takes the piece from `at` on, and says where it stopped: at its end, or behind the value. */
  feed(piece: string, from: number): number {
    let at = from;
    while (at < piece.length && !(this.#mode in STATES)) at = this.#step(piece, at);
    return at;
  }

  #step(piece: string, at: number): number {
    if (this.#mode === 'string') return this.#takeString(piece, at);
    if (this.#mode === 'word') return this.#takeWord(piece, at);
    const character = piece.charAt(at);
    if (!' \n\r\t'.includes(character)) this.#takeMark(character);
    return at + 1;
  }

  #takeMark(character: string): void {
    const isInArray = this.#tree.innermost === 'array';
    const closing = isInArray ? ']' : '}';
    const mayClose = this.#mode === 'after' || this.#mode === 'first';
    if (mayClose && character === closing) this.#close();
    else if (this.#mode === 'after') this.#takeComma(character);
    else if (this.#mode === 'colon') this.#mode = character === ':' ? 'value' : 'broken';
    else if (this.#mode === 'key' || (this.#mode === 'first' && !isInArray))
      this.#openKey(character);
    else this.#openValue(character);
  }

  #takeComma(character: string): void {
    const isInArray = this.#tree.innermost === 'array';
    if (isInArray) this.#tree.advance();
    if (character === ',') this.#mode = isInArray ? 'value' : 'key';
    else this.#mode = 'broken';
  }

  #close(): void {
    this.#tree.close();
    this.#endValue();
  }

  #endValue(): void {
    this.#mode = this.#tree.innermost === undefined ? 'end' : 'after';
  }

  #openKey(character: string): void {
    if (character === '"') this.#openString(true);
    else this.#mode = 'broken';
  }

  #openValue(character: string): void {
    if (character === '"') {
      this.#openString(false);
    } else if (character === '{' || character === '[') {
      this.#tree.open(character === '{' ? {} : []);
      this.#changes++;
      this.#mode = 'first';
    } else {
      this.#word = character;
      this.#mode = /[-\dtfn]/.test(character) ? 'word' : 'broken';
    }
  }

  #openString(isKey: boolean): void {
    this.#string.clear();
    this.#isKey = isKey;
    this.#mode = 'string';
    if (!isKey) this.#changes++;
  }

  #takeString(piece: string, at: number): number {
    const end = this.#string.take(piece, at);
    if (!this.#isKey && end > at) this.#changes++;
    if (end === piece.length) return end;
    if (piece.charAt(end) !== '"' || this.#string.isInEscape) this.#breakString();
    else if (this.#isKey) this.#mode = this.#tree.name(this.#string.text) ? 'colon' : 'unsafe';
    else this.#endString();
    return end + 1;
  }

  #endString(): void {
    this.#tree.put(this.#string.text);
    this.#endValue();
  }

  /** What had arrived of a value stays. */
  #breakString(): void {
    if (!this.#isKey) this.#tree.put(this.#string.shown);
    this.#mode = 'broken';
  }

  #takeWord(piece: string, at: number): number {
    WORD.lastIndex = at;
    const rest = WORD.exec(piece)?.[0] ?? '';
    this.#word += rest;
    const end = at + rest.length;
    if (end < piece.length) this.#endWord();
    return end;
  }

  #endWord(): void {
    const literal = LITERALS.get(this.#word);
    if (literal === undefined && !NUMBER.test(this.#word)) {
      this.#mode = 'broken';
      return;
    }
    this.#changes++;
    this.#tree.put(literal === undefined ? Number(this.#word) : literal.value);
    this.#endValue();
  }
}

/** `first`: behind an opening bracket. `after`: behind a value. `value`, `key`: one must come. */
type Mode =
  | 'value'
  | 'first'
  | 'key'
  | 'colon'
  | 'after'
  | 'string'
  | 'word'
  | 'end'
  | 'broken'
  | 'unsafe';

const STATES: Readonly<Partial<Record<Mode, PartialState>>> = {
  end: 'complete',
  broken: 'broken',
  unsafe: 'unsafe',
};
const WORD = /[-+.\w]*/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const LITERALS: ReadonlyMap<string, { readonly value: boolean | null }> = new Map([
  ['true', { value: true }],
  ['false', { value: false }],
  ['null', { value: null }],
]);
