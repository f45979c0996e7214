import { ChatError, type JsonRepair } from '@scillm/core';
import type { Checked } from '../schema/checked.ts';
import { findUnsafeKey } from './find-unsafe-key.ts';
import type { JsonRules } from './json-rules.ts';
import { nullBlankStrings } from './null-blank-strings.ts';

/** What the rules say of a value. */
export type Judged =
  | {
      readonly kind: 'accepted';
      readonly value: unknown;
      readonly repairs: readonly JsonRepair[];
    }
  | {
      readonly kind: 'rejected';
      readonly reason: 'invalid' | 'unsafe_key';
      readonly errors: readonly string[];
    };

/** A value that was just parsed, so that nobody else holds it. */
export interface Parsed {
  readonly value: unknown;
  /** What it was parsed of. */
  readonly json: string;
  /** Where that stands in the raw text. Repairs inside it are noted there. */
  readonly at: number;
}

/**
 * Judges a value: unsafe keys are refused, blank strings become `null` where the rules name them,
 * then the validator has its say. What it refuses it sees once more coerced, if the rules can do
 * that. Rejects with `internal` where the validator throws.
 */
export function judgeValue(parsed: Parsed, rules: JsonRules): Judged | Promise<Judged> {
  const { value, json, at } = parsed;
  const unsafe = findUnsafeKey(value, json);
  if (unsafe !== undefined) return refusedKey(unsafe);
  const { nonemptyKeys } = rules;
  const nulls = nonemptyKeys === undefined ? 0 : nullBlankStrings(value, nonemptyKeys);
  const repairs = nulls === 0 ? NONE : Array(nulls).fill({ op: 'nonempty_null', at });
  const checked = check(rules, value);
  if (checked instanceof Promise || !checked.isValid) {
    return judgeAgain(checked, { value, repairs, at }, rules);
  }
  return { kind: 'accepted', value: checked.value, repairs };
}

const NONE: readonly JsonRepair[] = [];

function refusedKey(key: string): Judged {
  const errors = [`the key ${key} is not allowed anywhere in the answer`];
  return { kind: 'rejected', reason: 'unsafe_key', errors };
}

interface Cleaned {
  readonly value: unknown;
  readonly repairs: readonly JsonRepair[];
  readonly at: number;
}

async function judgeAgain(
  first: Checked | Promise<Checked>,
  { value, repairs, at }: Cleaned,
  rules: JsonRules,
): Promise<Judged> {
  const checked = await first;
  if (checked.isValid) return { kind: 'accepted', value: checked.value, repairs };
  const { errors } = checked;
  const coerced = coerce(rules, value);
  if (coerced === undefined || coerced.count === 0) return invalid(errors);
  const again = await check(rules, coerced.value);
  if (!again.isValid) return invalid(errors);
  return {
    kind: 'accepted',
    value: again.value,
    repairs: [...repairs, ...Array<JsonRepair>(coerced.count).fill({ op: 'coerce', at })],
  };
}

function invalid(errors: readonly string[]): Judged {
  const lines = errors.length === 0 ? ['the answer does not fit the schema'] : errors;
  return { kind: 'rejected', reason: 'invalid', errors: lines };
}

function coerce(
  rules: JsonRules,
  value: unknown,
): ReturnType<NonNullable<JsonRules['coerce']>> | undefined {
  try {
    return rules.coerce?.(value);
  } catch (fault) {
    explain(fault);
    return undefined;
  }
}

function check(rules: JsonRules, value: unknown): Checked | Promise<Checked> {
  try {
    const checked = rules.check(value);
    return checked instanceof Promise ? checked.catch(explain) : checked;
  } catch (fault) {
    return explain(fault);
  }
}

/** Validators recurse, so a value that is nested deeply enough breaks them. */
function explain(fault: unknown): Checked {
  if (!(fault instanceof RangeError)) throw ChatError.from(fault, 'The schema of the answer');
  return { isValid: false, errors: ['the answer is nested too deeply to be checked'] };
}
