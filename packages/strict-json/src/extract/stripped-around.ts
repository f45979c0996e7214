import type { JsonRepair } from '@scillm/core';
import type { Mark } from './find-values.ts';
import type { FoundValue } from './found-value.ts';

/**
 * What taking the chosen value out of the text took off: reasoning, the fences around it, and prose
 * or other values beside it.
 */
export function strippedAround(
  text: string,
  chosen: FoundValue,
  marks: readonly Mark[],
): readonly JsonRepair[] {
  const thinks = marks.filter(({ kind }) => kind === 'think');
  const repairs: JsonRepair[] = [
    ...thinks.map(({ start }): JsonRepair => ({ op: 'strip_think', at: start })),
    ...chosen.fences.map((at): JsonRepair => ({ op: 'strip_fence', at })),
  ];
  if (hasProse(text, chosen, marks)) repairs.push({ op: 'slice', at: chosen.start });
  return repairs;
}

function hasProse(text: string, chosen: FoundValue, marks: readonly Mark[]): boolean {
  const kept = [...marks, chosen].sort((one, other) => one.start - other.start);
  let behind = 0;
  for (const { start, end } of kept) {
    if (start > behind && text.slice(behind, start).trim() !== '') return true;
    behind = Math.max(behind, end);
  }
  return text.slice(behind).trim() !== '';
}
