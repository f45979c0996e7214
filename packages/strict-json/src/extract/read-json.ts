import type { JsonRepair } from '@scillm/core';
import { conclude } from './conclude.ts';
import { fenceAround } from './fence-around.ts';
import type { JsonReading } from './json-reading.ts';
import type { JsonRules } from './json-rules.ts';
import { type Judged, judgeValue, type Parsed } from './judge-value.ts';
import { parseJson } from './parse-json.ts';
import { readProse } from './read-prose.ts';
import { refused } from './refused.ts';

/**
 * Reads the JSON value that a model's text holds. A text that is JSON as it came is parsed once and
 * judged. Else reasoning, fences and prose are taken off: the last value that parses and is valid is
 * the answer, or the faults of the largest that parses are the refusal. Only if none parses is one
 * repaired. A text that was cut is refused, unless the rules allow a partial value.
 *
 * Rejects with `invalid_config` for a nonempty key that is no path, and with `internal` where the
 * validator throws.
 */
export async function readJson(text: string, rules: JsonRules): Promise<JsonReading> {
  const trimmed = text.trim();
  const start = trimmed.length === text.length ? 0 : text.length - text.trimStart().length;
  const bom = start === 0 ? -1 : text.slice(0, start).indexOf('\uFEFF');
  const before: readonly JsonRepair[] = bom === -1 ? NONE : [{ op: 'strip_bom', at: bom }];
  if (mayBeJson(trimmed)) {
    const parsed = parseJson(trimmed);
    if (parsed !== undefined) {
      return readWhole({ value: parsed.value, json: trimmed, at: start }, before, rules);
    }
  }
  const fenced = parseFenced(trimmed, start);
  if (fenced === undefined) return readProse(text, before, rules);
  return readWhole(fenced, [...before, { op: 'strip_fence', at: start }], rules);
}

const NONE: readonly JsonRepair[] = [];
const FIRST = '{["-0123456789tfn';

/** A parse that fails costs more than a glance at the first character. */
function mayBeJson(trimmed: string): boolean {
  return trimmed !== '' && FIRST.includes(trimmed.charAt(0));
}

function parseFenced(trimmed: string, start: number): Parsed | undefined {
  const inside = fenceAround(trimmed);
  if (inside === undefined) return undefined;
  const json = trimmed.slice(inside.start, inside.end);
  const parsed = parseJson(json);
  if (parsed === undefined) return undefined;
  const blanks = json.length - json.trimStart().length;
  return { value: parsed.value, json, at: start + inside.start + blanks };
}

/** Judges a text that holds nothing but the value: there is nothing else to look for. */
function readWhole(
  parsed: Parsed,
  before: readonly JsonRepair[],
  rules: JsonRules,
): JsonReading | Promise<JsonReading> {
  if (typeof parsed.value === 'number' && rules.finishReason === 'length') {
    return refused('truncated', 'the answer was cut, so its number may lack digits');
  }
  const judged = judgeValue(parsed, rules);
  if (judged instanceof Promise || judged.kind === 'rejected') {
    return readRejected(judged, parsed, before, rules);
  }
  return conclude(judged, before);
}

/** A string that is refused may hold the value, encoded twice. */
async function readRejected(
  first: Judged | Promise<Judged>,
  { value, at }: Parsed,
  before: readonly JsonRepair[],
  rules: JsonRules,
): Promise<JsonReading> {
  const judged = await first;
  const isQuoted =
    judged.kind === 'rejected' && typeof value === 'string' && rules.repair !== false;
  const inner = isQuoted ? parseJson(value) : undefined;
  if (inner === undefined || typeof inner.value !== 'object') return conclude(judged, before);
  const json = String(value);
  const again = await judgeValue({ value: inner.value, json, at }, rules);
  if (again.kind === 'rejected' && again.reason === 'invalid') return conclude(judged, before);
  return conclude(again, [...before, { op: 'repair', at }]);
}
