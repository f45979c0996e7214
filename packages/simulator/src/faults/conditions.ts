import { globOf } from './glob.ts';
import type { WordValue } from './word-value.ts';

/** When a rule applies, beside its surface and its route. Absent members ask for nothing. */
export interface Conditions {
  /** Whether the model fits; a request without a model does not. */
  readonly model?: (model: string) => boolean;
  /** The first and the last match of this rule that applies, counted from 1. */
  readonly span?: readonly [first: number, last: number];
  /** Every how many matches it applies. */
  readonly every?: number;
  /** The chance with which a match applies. */
  readonly chance?: number;
  /** Whether the request must ask for a stream, or must not. */
  readonly stream?: boolean;
}

const MOST = 1_000_000_000;

/** What each condition word of the fault language means. */
export const CONDITION_WORDS: ReadonlyMap<string, (value: WordValue) => Conditions> = new Map<
  string,
  (value: WordValue) => Conditions
>([
  ['model', (value) => ({ model: globOf(value.text()) })],
  ['n', (value) => ({ span: spanOf(value) })],
  ['every', (value) => ({ every: value.integer(1, MOST) })],
  ['p', (value) => ({ chance: value.number(0, 1) })],
  ['stream', (value) => ({ stream: value.none() })],
  ['plain', (value) => ({ stream: !value.none() })],
]);

function spanOf(value: WordValue): readonly [number, number] {
  const match = /^(\d{1,9})(?:(\.\.)(\d{1,9})?)?$/u.exec(value.text());
  const first = Number(match?.[1] ?? 0);
  const last = Number(match?.[3] ?? (match?.[2] === undefined ? first : MOST));
  if (first < 1 || last < first) return value.refuse('n counts from 1: n=2, n=1..3 or n=4..');
  return [first, last];
}
