import type { FinishReason } from '@scillm/core';
import { findUnsafeKey } from '../extract/find-unsafe-key.ts';
import { parseJson } from '../extract/parse-json.ts';

/** The JSON value of a call's arguments, or why there is none. */
export type ArgumentsReading =
  | { readonly kind: 'value'; readonly value: unknown }
  | {
      readonly kind: 'refused';
      readonly reason: 'truncated' | 'unparsable' | 'unsafe_key';
      /** For the model. */
      readonly error: string;
    };

/** As much of wrong arguments as the model is shown. Characters. */
const LONGEST_QUOTE = 200;

/**
 * Reads the arguments of a call as strict JSON. Blank ones are `{}`, which is how some models call a
 * function without parameters, unless the answer was cut before they began.
 */
export function readArguments(text: string, finishReason?: FinishReason): ArgumentsReading {
  const isCut = finishReason === 'length';
  if (text.trim() === '' && !isCut) return { kind: 'value', value: {} };
  const parsed = parseJson(text);
  if (parsed === undefined) return isCut ? TRUNCATED : unparsable(text);
  const key = findUnsafeKey(parsed.value, text);
  return key === undefined ? { kind: 'value', value: parsed.value } : unsafe(key);
}

const TRUNCATED: ArgumentsReading = {
  kind: 'refused',
  reason: 'truncated',
  error: 'The answer reached its length limit inside the arguments. Call it again, with less text.',
};

function unsafe(key: string): ArgumentsReading {
  const error = `The arguments hold the key ${key}, which is not allowed. Call it again without.`;
  return { kind: 'refused', reason: 'unsafe_key', error };
}

function unparsable(text: string): ArgumentsReading {
  const quote = text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}…`;
  const error = `The arguments are not JSON. Call it again with one JSON object. They were: ${quote}`;
  return { kind: 'refused', reason: 'unparsable', error };
}
