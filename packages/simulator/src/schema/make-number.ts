import type { Seeded } from '../answers/seeded.ts';
import type { JsonObject } from '../wire/json-object.ts';

const SPAN = 100;
const TRIES = 24;
const MOST_FACTOR = 1000;

/** Makes a number within the bounds of a schema, and a multiple where it asks for one. */
export function makeNumber(schema: JsonObject, random: Seeded, isInteger: boolean): number {
  const [low, high] = bounds(schema);
  const step = stepOf(schema['multipleOf'], isInteger);
  const isInside = (value: number): boolean =>
    keeps(value, schema) && (step === null || Number.isInteger(value / step));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const value = step === null ? between(low, high, random) : multiple(low, high, step, random);
    if (isInside(value)) return value;
  }
  return [low, high, (low + high) / 2, 0].find(isInside) ?? low;
}

function numeric(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function bounds(schema: JsonObject): readonly [low: number, high: number] {
  const lows = [schema['minimum'], schema['exclusiveMinimum']].map(numeric);
  const highs = [schema['maximum'], schema['exclusiveMaximum']].map(numeric);
  const low = lows.reduce((a, b) => (b === null || (a !== null && a > b) ? a : b), null);
  const high = highs.reduce((a, b) => (b === null || (a !== null && a < b) ? a : b), null);
  if (low !== null) return [low, high ?? low + span(schema)];
  return high === null ? [0, span(schema)] : [high - span(schema), high];
}

function span({ multipleOf }: JsonObject): number {
  return Math.max(SPAN, (numeric(multipleOf) ?? 0) * 10);
}

function keeps(value: number, schema: JsonObject): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  return (
    value >= (numeric(minimum) ?? value) &&
    value <= (numeric(maximum) ?? value) &&
    (typeof exclusiveMinimum !== 'number' || value > exclusiveMinimum) &&
    (typeof exclusiveMaximum !== 'number' || value < exclusiveMaximum)
  );
}

function stepOf(multipleOf: unknown, isInteger: boolean): number | null {
  const step = numeric(multipleOf);
  if (step === null || step <= 0) return isInteger ? 1 : null;
  if (!isInteger) return step;
  // The smallest whole number that is a multiple: 0.5 gives 1, 2.5 gives 5.
  for (let factor = 1; factor <= MOST_FACTOR; factor += 1) {
    if (Number.isInteger(step * factor)) return step * factor;
  }
  return step;
}

function multiple(low: number, high: number, step: number, random: Seeded): number {
  const value = random.integer(Math.ceil(low / step), Math.floor(high / step)) * step;
  const tidy = Number(value.toPrecision(12));
  return Number.isInteger(tidy / step) ? tidy : value;
}

function between(low: number, high: number, random: Seeded): number {
  const value = low + random.next() * (high - low);
  const tidy = Math.round(value * 100) / 100;
  return tidy > low && tidy < high ? tidy : value;
}
