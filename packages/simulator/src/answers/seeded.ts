import { createHash } from 'node:crypto';

/** Chance that a seed decides: the same seed gives the same draws. */
export interface Seeded {
  /** From 0 up to, but not including, 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
}

const WORD_BYTES = 4;
const WORD_VALUES = 2 ** 32;

/** Makes the chance for a list of parts: SHA-256 of the parts, then of that digest and a counter. */
export function createSeeded(...parts: readonly (string | number)[]): Seeded {
  const root = createHash('sha256').update(JSON.stringify(parts)).digest();
  let block = root;
  let blocks = 0;
  let at = 0;
  const word = (): number => {
    if (at + WORD_BYTES > block.length) {
      blocks += 1;
      block = createHash('sha256').update(root).update(String(blocks)).digest();
      at = 0;
    }
    const value = block.readUInt32BE(at);
    at += WORD_BYTES;
    return value;
  };
  const integer = (least: number, most: number): number =>
    least + Math.floor((word() / WORD_VALUES) * (most - least + 1));
  return {
    next: () => word() / WORD_VALUES,
    integer,
    pick: <T>(list: readonly T[]) => list[integer(0, list.length - 1)] as T,
    hex: (digits) => Array.from({ length: digits }, () => integer(0, 15).toString(16)).join(''),
  };
}
