import type { Seeded } from '../answers/seeded.ts';

/** What the text of a request gives as the value of a name, or `null`. */
export type Hint = (name: string) => string | null;

/** A value being made: what every generator works with. */
export interface Draft {
  /** The seeded chance. */
  readonly random: Seeded;
  /** What the text gives. */
  readonly hint: Hint;
  /** The whole schema, for references. */
  readonly root: unknown;
  /** How deep in the value this is. */
  readonly depth: number;
  /** Whether the value is deep, or large, enough to take the shortest way out. */
  isFull(): boolean;
  /** Makes a value one level deeper; `name` is its property, `null` in a list. */
  make(schema: unknown, name: string | null): unknown;
}
