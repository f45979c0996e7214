import { createPartialReader } from './create-partial-reader.ts';

/**
 * What parses of the beginning of a text that holds JSON; `undefined` if no value has begun. An
 * unfinished string is in it, an unfinished number, literal or key is not.
 */
export function parsePartial(text: string): { readonly value: unknown } | undefined {
  const reader = createPartialReader();
  reader.push(text);
  const { value } = reader;
  return value === undefined ? undefined : { value };
}
