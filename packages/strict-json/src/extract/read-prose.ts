import type { JsonRepair } from '@scillm/core';
import { conclude } from './conclude.ts';
import { type Findings, findBehindReasoning, findValues } from './find-values.ts';
import type { FoundValue } from './found-value.ts';
import type { JsonReading } from './json-reading.ts';
import type { JsonRules } from './json-rules.ts';
import { judgeValue } from './judge-value.ts';
import { mendSlice } from './mend-slice.ts';
import { parseJson } from './parse-json.ts';
import { readOpen } from './read-open.ts';
import { refused } from './refused.ts';
import { strippedAround } from './stripped-around.ts';

/**
 * Reads a text that is not JSON as a whole: finds the values in it, and repairs one if none parses.
 *
 * @param before what was done to the text already
 */
export async function readProse(
  text: string,
  before: readonly JsonRepair[],
  rules: JsonRules,
): Promise<JsonReading> {
  const isCut = rules.finishReason === 'length';
  const findings = findValues(text, isCut);
  const prose: Prose = { text, findings, rules, isCut, before };
  const first = firstOf(findings);
  const behind = isCut || first === undefined ? undefined : findBehindReasoning(text, first);
  if (findings.open !== undefined && behind !== undefined) {
    return readFound({ ...prose, findings: behind });
  }
  const reading = await readFound(prose);
  const isBroken = reading.kind === 'refused' && reading.reason === 'unparsable';
  return isBroken && behind !== undefined ? readFound({ ...prose, findings: behind }) : reading;
}

/** Where what could not be read begins. */
function firstOf({ open, values }: Findings): number | undefined {
  return open?.start ?? values[0]?.start;
}

async function readFound(prose: Prose): Promise<JsonReading> {
  const { text, findings, rules, isCut } = prose;
  const { open, values } = findings;
  // A lone bracket at the end is no answer begun, unless there is no other or the model was cut.
  const isAnswer =
    open !== undefined && (isCut || open.end - open.start > 1 || values.length === 0);
  if (isAnswer) return readOpen(text, open, stripped(prose, open), rules);
  const found = (await readParsing(prose, values)) ?? (await readScalars(prose));
  return found ?? (await readBroken(prose));
}

interface Prose {
  readonly text: string;
  readonly findings: Findings;
  readonly rules: JsonRules;
  readonly isCut: boolean;
  readonly before: readonly JsonRepair[];
}

function stripped({ text, findings, before }: Prose, chosen: FoundValue): readonly JsonRepair[] {
  return [...before, ...strippedAround(text, chosen, findings.marks)];
}

/** The last value that parses and is valid, else the refusal of the largest that parses. */
async function readParsing(
  prose: Prose,
  places: readonly FoundValue[],
): Promise<JsonReading | undefined> {
  const { coerce, ...exact } = prose.rules;
  let largest: FoundValue | undefined;
  let refusal: JsonReading | undefined;
  for (const place of places.toReversed()) {
    const reading = await readPlace(prose, place, exact);
    if (reading === undefined) continue;
    if (reading.kind === 'value' || reading.reason === 'unsafe_key') return reading;
    if (largest === undefined || sizeOf(place) > sizeOf(largest)) {
      largest = place;
      refusal = reading;
    }
  }
  if (largest === undefined || coerce === undefined) return refusal;
  return readPlace(prose, largest, prose.rules);
}

/** Undefined where the place does not hold JSON. */
async function readPlace(
  prose: Prose,
  place: FoundValue,
  rules: JsonRules,
): Promise<JsonReading | undefined> {
  const json = prose.text.slice(place.start, place.end);
  const parsed = parseJson(json);
  if (parsed === undefined) return undefined;
  const judged = await judgeValue({ value: parsed.value, json, at: place.start }, rules);
  return conclude(judged, judged.kind === 'accepted' ? stripped(prose, place) : []);
}

/** Strings, numbers and literals count only where there is no object and no array. */
async function readScalars(prose: Prose): Promise<JsonReading | undefined> {
  const { findings, text, isCut } = prose;
  if (findings.values.length > 0) return undefined;
  const places = findings.scalars.map((place) => trimmed(text, place));
  const mayBeCut = (place: FoundValue) => isCut && text.slice(place.end).trim() === '';
  return readParsing(
    prose,
    places.filter((place) => sizeOf(place) > 0 && !mayBeCut(place)),
  );
}

function trimmed(text: string, place: FoundValue): FoundValue {
  const inside = text.slice(place.start, place.end);
  const start = place.start + inside.length - inside.trimStart().length;
  return { ...place, start, end: start + inside.trim().length };
}

function sizeOf({ start, end }: FoundValue): number {
  return end - start;
}

/** For a text in which nothing parses. */
async function readBroken(prose: Prose): Promise<JsonReading> {
  const { text, findings, rules, isCut } = prose;
  const chosen = largestOf(findings.values);
  if (chosen === undefined) return refuseEmpty(isCut);
  if (rules.repair === false) return refused('unparsable', 'the answer is not valid JSON');
  const mended = await mendSlice(text.slice(chosen.start, chosen.end));
  if (mended.kind === 'hopeless') return refused(mended.reason, mended.error);
  const judged = await judgeValue({ ...mended, at: chosen.start }, rules);
  return conclude(judged, [
    ...stripped(prose, chosen),
    { op: 'repair', at: chosen.start + mended.at },
  ]);
}

/** Of two as large, the later. */
function largestOf(values: readonly FoundValue[]): FoundValue | undefined {
  let largest: FoundValue | undefined;
  for (const value of values) {
    if (largest === undefined || sizeOf(value) >= sizeOf(largest)) largest = value;
  }
  return largest;
}

function refuseEmpty(isCut: boolean): JsonReading {
  if (isCut) return refused('truncated', 'the answer was cut before its JSON was complete');
  return refused('unparsable', 'the answer holds no JSON');
}
