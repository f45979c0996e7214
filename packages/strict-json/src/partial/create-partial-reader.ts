import { JsonPrefix } from './json-prefix.ts';
import type { PartialReader, PartialState } from './partial-reader.ts';
import { ValueSeeker } from './value-seeker.ts';

/**
 * A reader of JSON that is still on its way. Its work is in proportion to the text, however small
 * the pieces. The first object or array is the value; a string, number or literal counts only where
 * nothing but white space follows it, else it was prose.
 */
export function createPartialReader(): PartialReader {
  return new SeekingReader();
}

class SeekingReader implements PartialReader {
  #seeker = new ValueSeeker(false);
  #prefix: JsonPrefix | undefined;

  get value(): unknown {
    return this.#prefix?.value;
  }

  get state(): PartialState {
    return this.#prefix?.state ?? 'waiting';
  }

  reset(): void {
    this.#seeker = new ValueSeeker(false);
    this.#prefix = undefined;
  }

  push(piece: string): boolean {
    const before = this.#prefix;
    const changesBefore = before?.changes;
    let rest: string | undefined = piece;
    while (rest !== undefined && rest !== '') rest = this.#take(rest);
    return this.#prefix !== before || this.#prefix?.changes !== changesBefore;
  }

  /** What is left for another look; `undefined` if nothing is. */
  #take(piece: string): string | undefined {
    if (this.#prefix === undefined) {
      const found = this.#seeker.push(piece);
      if (found === undefined) return undefined;
      this.#prefix = new JsonPrefix();
      return found;
    }
    const rest = piece.slice(this.#prefix.feed(piece, 0));
    if (!this.#prefix.isScalar || rest.trim() === '' || this.state === 'growing') return undefined;
    this.#prefix = undefined;
    this.#seeker = new ValueSeeker(true);
    return rest;
  }
}
