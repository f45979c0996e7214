import { boundedRepair, type Repair } from './bounded-repair.ts';
import { MASK, type Masked, maskSlice } from './mask-slice.ts';
import { unescapeSlice } from './unescape-slice.ts';

/** JSON made of what was almost JSON, or why it cannot be. */
export type Mended =
  | {
      readonly kind: 'mended';
      readonly json: string;
      readonly value: unknown;
      /** Where the first change is, counted from the slice's start. */
      readonly at: number;
    }
  | {
      readonly kind: 'hopeless';
      readonly reason: 'unparsable' | 'truncated';
      /** What is wrong, for the model. */
      readonly error: string;
    };

/**
 * Repairs one object or array with `jsonrepair`, which is loaded on first use. Strings that are
 * whole are kept out of its sight, so it cannot change them. What it would have to guess is refused:
 * numbers that JSON does not know, elements left out with dots, brackets it would have to invent.
 */
export async function mendSlice(slice: string): Promise<Mended> {
  const { jsonrepair } = await import('jsonrepair');
  const repair = boundedRepair(jsonrepair);
  const masked = maskSlice(unescapeSlice(slice) ?? slice, (token) => mendString(token, repair));
  if (masked.kind === 'hopeless') return masked;
  const repaired = repair(masked.skeleton, masked.faults, masked.isBlurred);
  const json = unmask(masked, repaired) ?? repairUnmasked(masked, repair);
  return parsed(slice, json) ?? HOPELESS;
}

const HOPELESS: Mended = {
  kind: 'hopeless',
  reason: 'unparsable',
  error: 'the answer is not JSON, and could not be repaired',
};

/**
 * Quotes inside of the string are escaped first: the library takes an apostrophe inside of
 * apostrophes for a double quote, and ends a string where a comma stands before a quote.
 */
function mendString(token: string, repair: Repair): string | undefined {
  if (JOINED.test(token)) return repair(token, 0, true);
  const inside = token
    .slice(1, -1)
    .replace(UNESCAPED, (found) => (found.length > 1 ? found : `\\${found}`));
  return repair(token.charAt(0) + inside + token.charAt(token.length - 1), 0, false);
}

/** Two strings with a plus between them. */
const JOINED = /["'`]\s*\+\s*["'`]/;
/** A quote, or a backslash and what it escapes, which stays. */
const UNESCAPED = /\\[\s\S]|["'“”‘’`´]/g;

type Skeleton = Extract<Masked, { kind: 'masked' }>;

/** Puts the strings back; `undefined` where one was lost or merged, or a bracket was invented. */
function unmask({ strings, openings, isBlurred }: Skeleton, text = ''): string | undefined {
  const parts = text.split(MASK);
  if (parts.length !== strings.length + 1) return undefined;
  if (parts.some((part) => part.includes(MASK.charAt(1)))) return undefined;
  if (!isBlurred && countBrackets(parts) > openings) return undefined;
  return parts.map((part, index) => part + (strings[index] ?? '')).join('');
}

/** Where a string is in doubt, it may have swallowed others: the library decides, with all in sight. */
function repairUnmasked(masked: Skeleton, repair: Repair): string | undefined {
  if (!masked.isDoubtful) return undefined;
  const plain = unmask({ ...masked, strings: masked.tokens, isBlurred: true }, masked.skeleton);
  return plain === undefined ? undefined : repair(plain, masked.faults, true);
}

function countBrackets(parts: readonly string[]): number {
  let count = 0;
  for (const part of parts) count += part.split(/[{[]/).length - 1;
  return count;
}

function parsed(slice: string, json: string | undefined): Mended | undefined {
  if (json === undefined) return undefined;
  try {
    return { kind: 'mended', json, value: JSON.parse(json), at: firstDifference(slice, json) };
  } catch {
    return undefined;
  }
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  return at;
}
