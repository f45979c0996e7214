import type { FinishReason } from '@scillm/core';

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
  try {
    const value: unknown = JSON.parse(text);
    return hasUnsafeKey(value) ? UNSAFE : { kind: 'value', value };
  } catch {
    return isCut ? TRUNCATED : unparsable(text);
  }
}

const TRUNCATED: ArgumentsReading = {
  kind: 'refused',
  reason: 'truncated',
  error: 'The answer reached its length limit inside the arguments. Call it again, with less text.',
};

const UNSAFE: ArgumentsReading = {
  kind: 'refused',
  reason: 'unsafe_key',
  error:
    'The arguments hold a key that is not allowed: __proto__, or a prototype of a constructor.',
};

function unparsable(text: string): ArgumentsReading {
  const quote = text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}…`;
  const error = `The arguments are not JSON. Call it again with one JSON object. They were: ${quote}`;
  return { kind: 'refused', reason: 'unparsable', error };
}

/** Without recursion: arguments may be nested as deeply as they are long. */
function hasUnsafeKey(root: unknown): boolean {
  const open = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) return true;
    if (Object.hasOwn(value, 'constructor') && isPrototyped(value.constructor)) return true;
    for (const inner of Object.values(value)) open.push(inner);
  }
  return false;
}

function isPrototyped(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}
