import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checks } from './__fixtures__/checks.ts';
import { cuts } from './__fixtures__/cuts.ts';
import { fences } from './__fixtures__/fences.ts';
import { marks } from './__fixtures__/marks.ts';
import { prose } from './__fixtures__/prose.ts';
import { quotes } from './__fixtures__/quotes.ts';
import { reasoning } from './__fixtures__/reasoning.ts';
import { words } from './__fixtures__/words.ts';
import { readJson } from './read-json.ts';

const numRuns = isLong ? 10_000 : 500;
const rules = { check: checks.any, finishReason: 'stop' };

/** Any JSON but what J5 refuses. */
const json = fc
  .jsonValue({ maxDepth: 5 })
  .filter((value) => !/__proto__|prototype/.test(JSON.stringify(value)));
const container = json.filter((value) => typeof value === 'object' && value !== null);
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const spacing = fc.constantFrom(undefined, 1, 2, '\t');
const sentence = fc.stringMatching(/^[A-Za-z0-9 .,:;!?()'*_/\n-]{0,60}$/);
const frame = fc.constantFrom<readonly [string, string]>(
  ['', ''],
  ['\n```json\n', '\n```\n'],
  ['\n```\n', '\n```'],
  ['\n~~~\n', '\n~~~\n'],
  ['\n```json\n', ''],
  ['<think>maybe {"a": or [1]</think>', ''],
  ['<answer>', '</answer>'],
  ['`', '`'],
);

it('J1 gives every JSON value back as it is, without repairs', () =>
  fc.assert(
    fc.asyncProperty(json, spacing, async (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      const reading = await readJson(` ${text}\n`, rules);
      expect(reading).toMatchObject({ kind: 'value', repairs: [], isPartial: false });
      expect(reading.kind === 'value' && reading.value).toEqual(JSON.parse(text));
    }),
    { numRuns },
  ));

it('J2 finds a value in prose, fences and behind reasoning unchanged', () =>
  fc.assert(
    fc.asyncProperty(
      ...[container, spacing, frame, sentence, sentence],
      async (value, indent, [opening, closing], before, after) => {
        const text = JSON.stringify(value, undefined, indent);
        const reading = await readJson(before + opening + text + closing + after, rules);
        expect(reading.kind === 'value' && reading.value).toEqual(JSON.parse(text));
        expect(reading.kind === 'value' && reading.repairs).not.toContainEqual(
          expect.objectContaining({ op: 'repair' }),
        );
      },
    ),
    { numRuns },
  ));

it('J2 tells where the value stands', () =>
  fc.assert(
    fc.asyncProperty(container, sentence, async (value, before) => {
      const text = `So: ${before}${JSON.stringify(value)}.`;
      const reading = await readJson(text, rules);
      const at = reading.kind === 'value' ? reading.repairs.map((repair) => repair.at) : [];
      expect(at).toEqual([4 + before.length]);
    }),
    { numRuns },
  ));

it('J3 a repair never changes the strings that were whole', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.string(), { minLength: 1, maxLength: 6 }), async (strings) => {
      const written = strings.map((one) => JSON.stringify(one));
      const reading = await readJson(`{a: [${written.join(', ')},], b: None}`, rules);
      expect(reading).toMatchObject({ kind: 'value', value: { a: strings, b: null } });
    }),
    { numRuns },
  ));

it('J3 reads single quotes as it reads double ones', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.string(), { minLength: 1, maxLength: 6 }), async (strings) => {
      const written = strings.map((one) => {
        const inside = JSON.stringify(one).slice(1, -1);
        return `'${inside.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
      });
      const reading = await readJson(`[${written.join(', ')}]`, rules);
      expect(reading).toMatchObject({ kind: 'value', value: strings });
    }),
    { numRuns },
  ));

it('J4 refuses every part of an answer that the limit cut', () =>
  fc.assert(
    fc.asyncProperty(json, spacing, frame, share, async (...made) => {
      const [value, indent, [opening], kept] = made;
      const text = JSON.stringify(value, undefined, indent);
      const part = text.slice(0, Math.floor(kept * text.length));
      const reading = await readJson(opening + part, { ...rules, finishReason: 'length' });
      expect(reading).toMatchObject({ kind: 'refused', reason: 'truncated' });
    }),
    { numRuns },
  ));

it('J4 adds nothing but brackets to an answer that is finished', () =>
  fc.assert(
    fc.asyncProperty(container, share, async (value, kept) => {
      const text = JSON.stringify(value);
      const cut = text.slice(0, 1 + Math.floor(kept * (text.length - 1)));
      const reading = await readJson(cut, rules);
      if (reading.kind === 'refused') {
        expect(reading.reason).toBe('truncated');
        return;
      }
      expect(reading.value).toEqual(JSON.parse(cut + closersOf(cut)));
    }),
    { numRuns },
  ));

it('J5 refuses __proto__ wherever it is and however it is written', () =>
  fc.assert(
    fc.asyncProperty(container, fc.nat(), fc.boolean(), async (value, seed, isEscaped) => {
      const text = JSON.stringify(value);
      const places = [...text.matchAll(/\{(?=[}"])/g)].filter(({ index }) =>
        isOutside(text, index),
      );
      const place = places[seed % Math.max(1, places.length)];
      if (place === undefined) return;
      const key = isEscaped ? '"\\u005f_proto_\\u005f":1' : '"__proto__":{}';
      const rest = text.slice(place.index + 1);
      const unsafe = `${text.slice(0, place.index + 1)}${key}${rest.startsWith('}') ? '' : ','}${rest}`;
      expect(JSON.parse(unsafe)).toBeTypeOf('object');
      for (const around of [unsafe, `So: ${unsafe}`, `\`\`\`json\n${unsafe}\n\`\`\``]) {
        expect(await readJson(around, rules)).toMatchObject({ reason: 'unsafe_key' });
      }
    }),
    { numRuns },
  ));

/** The brackets that are missing in JSON that ends outside of a string. */
function closersOf(cut: string): string {
  const open: string[] = [];
  for (const mark of cut.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/[{}[\]]/g) ?? []) {
    if (mark === '{' || mark === '[') open.push(mark === '{' ? '}' : ']');
    else open.pop();
  }
  return open.reverse().join('');
}

/** Whether an even number of quotes that are not escaped stands before the place. */
function isOutside(text: string, at: number): boolean {
  return text.slice(0, at).replace(/\\./g, '').split('"').length % 2 === 1;
}

const samples = [cuts, fences, marks, prose, quotes, reasoning, words].flat();
const noise = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...'{}[]",:\'`\\/#\n“”…', '```', '<think>', '</think>', '...', '//', '/*', 'NaN'),
);

it('J2 never throws, whatever the text', () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat(99), fc.nat(5), noise), { maxLength: 4 }),
      fc.boolean(),
      async ({ text }, edits, allowPartial) => {
        let broken = text;
        for (const [at, length, put] of edits) {
          broken = broken.slice(0, at) + put + broken.slice(at + length);
        }
        const reading = await readJson(broken, { ...rules, allowPartial });
        expect(['value', 'refused']).toContain(reading.kind);
      },
    ),
    { numRuns: 4 * numRuns },
  ));
