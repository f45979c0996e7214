/** Reads a JSON value while it arrives. Looks at each piece once. */
export interface PartialReader {
  /**
   * Takes what arrived next, as a model streams it: prose, reasoning and fences may be around the
   * value. Says whether the value may hold more than before.
   */
  push(piece: string): boolean;
  /**
   * What the pieces so far say; `undefined` until the value has begun. An unfinished string is in
   * it, an unfinished number, literal or key is not. It is one object that grows in place: copy what
   * must not change.
   */
  readonly value: unknown;
  readonly state: PartialState;
  /** Forgets everything, for an answer that starts again. */
  reset(): void;
}

/**
 * `waiting`: no value yet. `growing`: it has begun. `complete`: it ended; what follows is ignored.
 * `broken`: what came is not JSON, so the value stays as it is. `unsafe`: the same for `__proto__`,
 * or `constructor` holding `prototype`.
 */
export type PartialState = 'waiting' | 'growing' | 'complete' | 'broken' | 'unsafe';
