import type { JsonValue } from '../format/notebook.ts';
import type { Scrubbed, Scrubber } from './create-scrubber.ts';

/** A scrubbed JSON value. */
export interface ScrubbedJson<T> {
  readonly value: T;
  /** How many secrets were replaced. */
  readonly redactions: number;
}

/** Scrubs every string in a JSON value, keys included. Data of images loses secrets only. */
export function scrubJson<T>(value: T, scrubber: Scrubber): ScrubbedJson<T> {
  let redactions = 0;
  const count = ({ text, redactions: found }: Scrubbed): string => {
    redactions += found;
    return text;
  };
  const walk = (item: JsonValue, isData: boolean): JsonValue => {
    if (typeof item === 'string')
      return count(isData ? scrubber.scrubData(item) : scrubber.scrub(item));
    if (Array.isArray(item)) return item.map((member) => walk(member, isData));
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(
      Object.entries(item).map(([key, member]) => [
        count(scrubber.scrub(key)),
        walk(member, isData || isImage(key)),
      ]),
    );
  };
  // The walk keeps the shape: only strings change.
  return { value: walk(value as JsonValue, false) as T, redactions };
}

function isImage(mime: string): boolean {
  return /^(image|audio|video)\//.test(mime) && !mime.endsWith('+xml');
}
