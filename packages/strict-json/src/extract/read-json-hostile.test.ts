import { isLong } from '@scillm/vitest/parts';
import { describe, expect, it } from 'vitest';
import { checks } from './__fixtures__/checks.ts';
import { readJson } from './read-json.ts';

const MEGABYTE = 1_000_000;

function filled(piece: string, size: number): string {
  return piece.repeat(Math.ceil(size / piece.length));
}

/** Reads the text as an answer that ended well, and as one that was cut. */
async function readBoth(text: string): Promise<void> {
  const ended = await readJson(text, { check: checks.any, finishReason: 'stop' });
  const cut = await readJson(text, { check: checks.any, finishReason: 'length' });
  expect(['value', 'refused']).toContain(ended.kind);
  expect(['value', 'refused']).toContain(cut.kind);
}

// No time is measured: work that grows faster than the text is far beyond vitest's limit for a test.
describe('5 MB, which takes a second or two', () => {
  it.each([
    ...['[', '{', '"', '\\', "'", '<', '{"', '[{', '{"a":', '[1,', '"a" ', '{/*', '"\\u00'],
    ...['```', '```json\n', '<think>', '</think>', '<think></think>', '{}', '{"a":1,}'],
  ])('J5 %j', (piece) => readBoth(filled(piece, 5 * MEGABYTE)));
});

const size = isLong ? 5 * MEGABYTE : MEGABYTE / 5;
const pieces: readonly string[] = [
  ...['[', '{', '"', '\\', "'", '`', '“', '/', '#', ',', ':', '<', ' ', '1', 'a', '\n', '…', '('],
  ...['{"', '[{', '["', '{"a":', '[1,', '{}', '[]', "{'a':1}", '{a:', '[1 ', '[1 a ', '[0, 1) '],
  ...['```json\n{', '~~~', '<thinking>', '<think>{', '{</think>', '{"a" ', '{\\"', '"a"b', '"," '],
  ...[
    "'a' 'b ",
    '"]',
    '"[',
    '"}',
    '/*',
    '//',
    '{/*',
    '[//',
    '# ',
    '/**/',
    '{“a',
    '`{',
    '[-',
    '[true ',
  ],
];

describe.each(['So: ', '{"a": ', '["', "{'"])('many of the same behind %j', (before) => {
  it.each(pieces)('J5 %j', (piece) => readBoth(before + filled(piece, size)));
});

// The library that repairs takes minutes for some of these, at a tenth of the size.
const broken: readonly string[] = [
  ...[
    '"a"b',
    '"a" b ',
    "'a'b ",
    '“a',
    '“a” b',
    '`a',
    '‘a',
    '"" ',
    "''",
    '"," ',
    '"]',
    '"[',
    '&quot;a',
  ],
  ...['[1 2 ', '[', '{', '{"a":', '"a"\n', '"a":1 ', '[,', 'a ', '"a" + ', '\\"', '"x""y', "'"],
];
const around: readonly [string, string][] = [
  ['{"k": ', '}'],
  ['[', ']'],
  ['{"k": "', '"}'],
];

describe.each(around)('repair between %j and %j', (before, after) => {
  it.each(broken)('J3 %j', (piece) => readBoth(before + filled(piece, size / 4) + after));
});

describe('depth', () => {
  it('J5 10 MB of opening brackets neither hang nor overflow', async () => {
    const reading = await readJson('['.repeat(10 * MEGABYTE), { check: checks.any });
    expect(reading).toMatchObject({ kind: 'refused', reason: 'truncated' });
  });

  it('J4 a partial value three million levels deep', async () => {
    const rules = { check: checks.any, allowPartial: true };
    const reading = await readJson('[[{"a":'.repeat(MEGABYTE), rules);
    expect(reading).toMatchObject({ kind: 'value', isPartial: true });
  });

  it('J5 a value a million levels deep is read, and refused by a validator that recurses', async () => {
    const text = '['.repeat(MEGABYTE) + ']'.repeat(MEGABYTE);
    const deep = await readJson(text, { check: checks.any, nonemptyKeys: ['**.title'] });
    expect(deep.kind).toBe('value');
    const depthOf = (value: unknown): number => (Array.isArray(value) ? 1 + depthOf(value[0]) : 0);
    const refusal = await readJson(text, {
      check: (value) => ({ isValid: depthOf(value) > 0, value, errors: [] }),
    });
    expect(refusal).toMatchObject({ kind: 'refused', reason: 'invalid' });
  });

  it('J5 a value too deep for the repair is refused', async () => {
    const text = `${'['.repeat(100_000)}None${']'.repeat(100_000)}`;
    const reading = await readJson(text, { check: checks.any });
    expect(reading).toMatchObject({ kind: 'refused', reason: 'unparsable' });
  });
});
