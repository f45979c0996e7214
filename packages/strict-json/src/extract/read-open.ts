import type { JsonRepair } from '@scillm/core';
import { createPartialReader } from '../partial/create-partial-reader.ts';
import { conclude } from './conclude.ts';
import type { CutPlace, OpenValue } from './found-value.ts';
import type { JsonReading } from './json-reading.ts';
import type { JsonRules } from './json-rules.ts';
import { judgeValue } from './judge-value.ts';
import { mendSlice } from './mend-slice.ts';
import { parseJson } from './parse-json.ts';
import { refused } from './refused.ts';

/**
 * Reads an object or array that is not closed. Brackets may be added where nothing else is missing
 * and the model says it was finished; else the answer is cut, and only a partial value can be had.
 *
 * @param before what was done to the text already
 */
export async function readOpen(
  text: string,
  open: OpenValue,
  before: readonly JsonRepair[],
  rules: JsonRules,
): Promise<JsonReading> {
  const slice = text.slice(open.start, open.end);
  const closed: readonly JsonRepair[] = [...before, { op: 'close', at: open.end }];
  const isFinished = FINISHED.has(rules.finishReason ?? '') && open.cut === 'brackets';
  if (isFinished && rules.repair !== false) {
    return readClosed(slice + open.closers, open.start, closed, rules);
  }
  if (rules.allowPartial !== true) return refused('truncated', CUT[open.cut]);
  return readPartial(slice, open, closed, rules);
}

/** What a model says that ended by its own will. */
const FINISHED: ReadonlySet<string> = new Set(['stop', 'tool_calls', 'function_call']);

const CUT: Readonly<Record<CutPlace, string>> = {
  string: 'the answer was cut: it ends inside a string',
  key: 'the answer was cut: it ends in a key without a value',
  colon: 'the answer was cut: it ends before the value of a key',
  comma: 'the answer was cut: it ends after a comma',
  opening: 'the answer was cut: it ends after an opening bracket',
  word: 'the answer was cut: it ends inside a number or word',
  brackets: 'the answer was cut: its closing brackets are missing',
};

const UNSAFE =
  'the answer has a key that is not allowed: __proto__, or constructor holding prototype';

async function readClosed(
  json: string,
  at: number,
  closed: readonly JsonRepair[],
  rules: JsonRules,
): Promise<JsonReading> {
  const parsed = parseJson(json);
  if (parsed !== undefined) {
    return conclude(await judgeValue({ value: parsed.value, json, at }, rules), closed);
  }
  const mended = await mendSlice(json);
  if (mended.kind === 'hopeless') return refused(mended.reason, mended.error);
  const judged = await judgeValue({ value: mended.value, json: mended.json, at }, rules);
  return conclude(judged, [...closed, { op: 'repair', at: at + mended.at }]);
}

async function readPartial(
  slice: string,
  { start, cut }: OpenValue,
  closed: readonly JsonRepair[],
  rules: JsonRules,
): Promise<JsonReading> {
  const reader = createPartialReader();
  reader.push(slice);
  if (reader.state === 'unsafe') return refused('unsafe_key', UNSAFE);
  if (reader.value === undefined) return refused('truncated', CUT[cut]);
  const judged = await judgeValue({ value: reader.value, json: slice, at: start }, rules);
  return conclude(judged, closed, true);
}
