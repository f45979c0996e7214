/** A place in the raw text that looks like one top-level JSON value. Offsets are UTF-16. */
export interface FoundValue {
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
  /** Where the code fences around it open, outermost first. */
  readonly fences: readonly number[];
}

/** A value that the text ends in, or that a fence's end cuts. */
export interface OpenValue extends FoundValue {
  readonly cut: CutPlace;
  /** The brackets that are missing; empty unless `cut` is `brackets`. */
  readonly closers: string;
}

/** What a cut value ends in. `brackets`: in a complete value, so only closing brackets are missing. */
export type CutPlace = 'string' | 'key' | 'colon' | 'comma' | 'opening' | 'word' | 'brackets';
