/**
 * The inside of a JSON string that arrives in pieces. Line breaks that were not escaped are taken
 * as they are, since models write them and a repair keeps them.
 */
export class GrowingString {
  #text = '';
  /** An escape that is not whole yet, with its backslash. */
  #escape = '';
  #endsInHalf = false;

  /** What has arrived. */
  get text(): string {
    return this.#text;
  }

  get isInEscape(): boolean {
    return this.#escape !== '';
  }

  /** The same without half of a surrogate pair at its end. */
  get shown(): string {
    return this.#endsInHalf ? this.#text.slice(0, -1) : this.#text;
  }

  clear(): void {
    this.#text = '';
    this.#escape = '';
    this.#endsInHalf = false;
  }

  /**
   * Takes what it can from `at` on. Stops at the closing quote, at the end of the piece, or inside
   * an escape that JSON does not know, and says where.
   */
  take(piece: string, at: number): number {
    let place = at;
    while (place < piece.length) {
      const next =
        this.#escape === '' ? this.#takeRun(piece, place) : this.#takeEscape(piece, place);
      if (next === place) return place;
      place = next;
    }
    return place;
  }

  #takeRun(piece: string, at: number): number {
    let end = at;
    while (end < piece.length && isPlain(piece.charCodeAt(end))) end++;
    if (end > at) this.#append(piece.slice(at, end));
    if (piece.charCodeAt(end) !== BACKSLASH) return end;
    this.#escape = '\\';
    return end + 1;
  }

  #takeEscape(piece: string, at: number): number {
    const begun = this.#escape + piece.charAt(at);
    const isShort = begun.length < 6 && /^\\u[\da-fA-F]*$/.test(begun);
    if (isShort) {
      this.#escape = begun;
      return at + 1;
    }
    const character = characterOf(begun);
    if (character === undefined) return at;
    this.#escape = '';
    this.#append(character);
    return at + 1;
  }

  #append(piece: string): void {
    this.#text += piece;
    const last = piece.charCodeAt(piece.length - 1);
    this.#endsInHalf = last >= 0xd800 && last <= 0xdbff;
  }
}

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['\\"', '"'],
  ['\\\\', '\\'],
  ['\\/', '/'],
  ['\\b', '\b'],
  ['\\f', '\f'],
  ['\\n', '\n'],
  ['\\r', '\r'],
  ['\\t', '\t'],
]);

function isPlain(code: number): boolean {
  return code !== QUOTE && code !== BACKSLASH;
}

function characterOf(written: string): string | undefined {
  if (/^\\u[\da-fA-F]{4}$/.test(written)) {
    return String.fromCharCode(Number.parseInt(written.slice(2), 16));
  }
  return SHORT.get(written);
}
