import type { JsonRepair } from '@scillm/core';
import type { JsonReading } from './json-reading.ts';
import type { Judged } from './judge-value.ts';
import { refused } from './refused.ts';

/** The reading that a judgement comes to. @param before what was done to the text until then */
export function conclude(
  judged: Judged,
  before: readonly JsonRepair[],
  isPartial = false,
): JsonReading {
  if (judged.kind === 'rejected') return refused(judged.reason, ...judged.errors);
  const { value, repairs } = judged;
  return {
    kind: 'value',
    value,
    repairs: repairs.length === 0 ? before : [...before, ...repairs],
    isPartial,
  };
}
