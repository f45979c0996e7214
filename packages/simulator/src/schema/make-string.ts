import { prose } from '../answers/prose.ts';
import type { Seeded } from '../answers/seeded.ts';
import type { JsonObject } from '../wire/json-object.ts';
import { patternSampler } from './pattern-sampler.ts';
import { STRING_FORMATS } from './string-formats.ts';

const TRIES = 24;
const MOST_WORDS = 3;

/** Makes a string of the format, the pattern and the length a schema asks for. */
export function makeString(schema: JsonObject, random: Seeded): string {
  const { minLength, maxLength, pattern, format } = schema;
  const least = typeof minLength === 'number' ? minLength : 0;
  const most = typeof maxLength === 'number' ? maxLength : Number.POSITIVE_INFINITY;
  const sampler = typeof pattern === 'string' ? patternSampler(pattern) : null;
  const sample = sampler ?? STRING_FORMATS.get(String(format))?.sample;
  if (sample === undefined) return words(least, most, random);
  let text = sample(random);
  for (let tries = 0; tries < TRIES && !isBetween(text, least, most); tries += 1) {
    text = sample(random);
  }
  return text;
}

function isBetween({ length }: string, least: number, most: number): boolean {
  return length >= least && length <= most;
}

function words(least: number, most: number, random: Seeded): string {
  const text = prose(random, random.integer(1, MOST_WORDS));
  const long = text.padEnd(least, ` ${text}`);
  return long.length > most ? long.slice(0, most) : long;
}
