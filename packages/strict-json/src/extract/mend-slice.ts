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
  if (slice.length > LONGEST) return hopeless('is not JSON, and too long to repair');
  const { jsonrepair } = await import('jsonrepair');
  const repair = (text: string): string | undefined => {
    try {
      return jsonrepair(text);
    } catch {
      // Its own error, or a RangeError: it recurses into nested brackets.
      return undefined;
    }
  };
  const source = unescapeSlice(slice) ?? slice;
  const masked = maskSlice(source, (token) => repair(withEscapedQuotes(token)));
  if (masked.kind === 'hopeless') return masked;
  const json = unmask(masked, repair(masked.skeleton)) ?? repairBlurred(masked, repair);
  return parsed(slice, json) ?? hopeless('is not JSON, and could not be repaired');
}

/** The library's work on broken quotes grows faster than the text, so its text is bounded. */
const LONGEST = 500_000;

function hopeless(what: string): Mended {
  return { kind: 'hopeless', reason: 'unparsable', error: `the answer ${what}` };
}

/** The library reads an apostrophe inside of apostrophes as a double quote. */
function withEscapedQuotes(token: string): string {
  if (!token.startsWith("'")) return token;
  const inside = token
    .slice(1, -1)
    .replace(/\\[\s\S]|'/g, (found) => (found === "'" ? "\\'" : found));
  return `'${inside}'`;
}

type Skeleton = Extract<Masked, { kind: 'masked' }>;

/** Puts the strings back; `undefined` where one was lost or merged, or a bracket was invented. */
function unmask({ strings, openings, isBlurred }: Skeleton, text = ''): string | undefined {
  const parts = text.split(MASK);
  if (parts.length !== strings.length + 1) return undefined;
  if (parts.some((part) => part.includes(MASK.charAt(1)))) return undefined;
  if (!isBlurred && countBrackets(parts) > openings) return undefined;
  return parts.map((part, index) => part + (strings[index] ?? '')).join('');
}

/** A string that swallows others is repaired with them in sight. */
function repairBlurred(
  masked: Skeleton,
  repair: (text: string) => string | undefined,
): string | undefined {
  const plain = masked.isBlurred ? unmask(masked, masked.skeleton) : undefined;
  return plain === undefined ? undefined : repair(plain);
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
