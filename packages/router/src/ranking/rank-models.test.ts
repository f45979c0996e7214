import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RankCandidate } from './rank-candidate.ts';
import { rankModels } from './rank-models.ts';

function candidate(id: string, more: Partial<RankCandidate> = {}, info = {}): RankCandidate {
  return { base: 'chutes', model: { id, ...info }, pins: [], ...more };
}

function order(
  candidates: readonly RankCandidate[],
  options: Parameters<typeof rankModels>[1],
): readonly string[] {
  return rankModels(candidates, options).map(({ model }) => model.id);
}

const text = { kind: 'text' } as const;

it('D6 puts the pin first, its alternates next, and a busy pin behind', () => {
  const pins = ['a/Pin-7B', 'b/Alt-7B'];
  const all = ['c/Other-7B', 'b/Alt-7B', 'a/Pin-7B'].map((id) => candidate(id, { pins }));
  expect(order(all, text)).toEqual(['a/Pin-7B', 'b/Alt-7B', 'c/Other-7B']);
  const busy = all.map((entry) => ({ ...entry, isBusy: entry.model.id === 'a/Pin-7B' }));
  expect(order(busy, text)).toEqual(['b/Alt-7B', 'c/Other-7B', 'a/Pin-7B']);
});

it('D3 excludes a known no, and asks for a known yes where images are needed', () => {
  const listed = candidate('x/Plain', {}, { inputModalities: ['text'] });
  const seen = candidate('x/Model-VL-7B');
  const unknown = candidate('x/Mystery');
  expect(order([listed, unknown, seen], { kind: 'vlm' })).toEqual(['x/Model-VL-7B']);
  const noJson = candidate('x/NoJson', {}, { supportedParameters: ['tools'] });
  const json = candidate('x/Json', {}, { supportedParameters: ['response_format'] });
  expect(order([noJson, unknown, json], { ...text, requireJson: true })).toEqual([
    'x/Json',
    'x/Mystery',
  ]);
});

it('D6 prefers idle to unknown to busy, then the least utilised in steps of 0.05', () => {
  const all = [
    candidate('busy', { isBusy: true }),
    candidate('unknown'),
    candidate('idle-b', { isBusy: false, utilisation: 0.31 }),
    candidate('idle-a', { isBusy: false, utilisation: 0.33 }),
    candidate('idle-c', { isBusy: false, utilisation: 0.2 }),
  ];
  expect(order(all, text)).toEqual(['idle-c', 'idle-a', 'idle-b', 'unknown', 'busy']);
});

it('D6 prefers the family, then the size nearest to the pin, and without a pin the larger', () => {
  const pins = ['Qwen/Qwen3-235B-A22B'];
  const ids = ['meta/Llama-235B', 'Qwen/Qwen2.5-32B', 'Qwen/Qwen2.5-72B', 'Qwen/QwQ'];
  expect(
    order(
      ids.map((id) => candidate(id, { pins })),
      text,
    ),
  ).toEqual(['Qwen/Qwen2.5-72B', 'Qwen/Qwen2.5-32B', 'meta/Llama-235B', 'Qwen/QwQ']);
  expect(
    order(
      ids.map((id) => candidate(id)),
      text,
    ),
  ).toEqual(['meta/Llama-235B', 'Qwen/Qwen2.5-72B', 'Qwen/Qwen2.5-32B', 'Qwen/QwQ']);
});

it('D3 takes the word of the user before the listing, and the listing before the name', () => {
  const seeing = candidate('x/Model-VL', { capabilities: { vlm: false } }, {});
  const listedBlind = candidate('x/Other-VL', {}, { inputModalities: ['text'] });
  const said = candidate('x/Plain', { capabilities: { vlm: true } }, { inputModalities: ['text'] });
  expect(order([seeing, listedBlind, said], { kind: 'vlm' })).toEqual(['x/Plain']);
  const tools = candidate('x/A-tools');
  const none = candidate('x/B-tools', { capabilities: { tools: false } });
  const known = candidate('x/C', { capabilities: { tools: true } });
  const all = [candidate('x/D'), none, known, tools];
  expect(order(all, { kind: 'tools' })).toEqual(['x/A-tools', 'x/C', 'x/D']);
  expect(order(all, { ...text, requireTools: true })).toEqual(['x/A-tools', 'x/C', 'x/D']);
});

it('D6 ranks a model that is pinned nowhere behind every pinned one, at whichever base', () => {
  const one = candidate('a/Other', { pins: ['a/Pin'] });
  const alternates = ['b/Pin', 'b/Alt1', 'b/Alt2', 'b/Alt3'];
  const all = [one, candidate('b/Alt3', { pins: alternates })];
  expect(order(all, text)).toEqual(['b/Alt3', 'a/Other']);
});

it('D6 prefers a context window at least as long as the pin’s, by the word of the user first', () => {
  const pins = ['a/Pin-7B'];
  const pin = candidate('a/Pin-7B', { pins, isBusy: true }, { contextLength: 8000 });
  const short = candidate('a/A-7B', { pins }, { contextLength: 4000 });
  const long = candidate('a/B-7B', { pins }, { contextLength: 8000 });
  const said = candidate('a/C-7B', { pins, capabilities: { maxInputTokens: 9000 } });
  expect(order([pin, short, long, said], text)).toEqual(['a/B-7B', 'a/C-7B', 'a/A-7B', 'a/Pin-7B']);
});

it('D6 prefers the cheaper, one without a price last, then goes by name', () => {
  const priced = (id: string, inputPerMTok: number, outputPerMTok: number) =>
    candidate(id, {}, { prices: { inputPerMTok, outputPerMTok } });
  const all = [candidate('a'), candidate('d'), priced('b', 1, 2), priced('c', 2, 0.5)];
  expect(order(all, text)).toEqual(['c', 'b', 'a', 'd']);
});

it('D6 leaves candidates that differ in nothing in the order of their bases', () => {
  const bases = ['chutes-2', 'chutes-10', 'chutes-1'];
  const ranked = rankModels(
    bases.map((base) => candidate('same', { base })),
    text,
  );
  expect(ranked.map(({ base }) => base)).toEqual(bases);
});

it('D6 says what each candidate was compared by', () => {
  const pins = ['Qwen/Qwen3-32B'];
  const [first] = rankModels(
    [candidate('Qwen/Qwen3-8B', { pins, utilisation: 0.31, isBusy: false }, { contextLength: 9 })],
    { ...text, requireJson: true },
  );
  expect(first?.keys).toEqual({
    pin: Number.POSITIVE_INFINITY,
    unknown: 1,
    busy: 0,
    utilisation: 6,
    family: 0,
    size: 24,
    context: 0,
    price: Number.POSITIVE_INFINITY,
    id: 'Qwen/Qwen3-8B',
  });
  expect(first?.reasons).toEqual(['json unknown', 'utilisation 0.31']);
});

it('D6 ranks alike in whatever order the candidates come', () => {
  const name = fc.constantFrom('a/Pin-7B', 'b/Qwen-72B', 'c/Qwen-8x7B', 'd/Tiny-350M', 'e/Kimi-K2');
  const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
  const entry = fc.record({ name, share, isBusy: fc.boolean(), price: fc.nat({ max: 3 }) });
  const several = fc.uniqueArray(entry, { selector: (each) => each.name });
  const shuffled = several.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, (orders) => {
      const [one, other] = orders.map((all) =>
        order(
          all.map((each) =>
            candidate(
              each.name,
              {
                pins: ['a/Pin-7B'],
                ...(each.share === undefined
                  ? {}
                  : { utilisation: each.share, isBusy: each.isBusy }),
              },
              { prices: { inputPerMTok: each.price, outputPerMTok: 0 } },
            ),
          ),
          text,
        ),
      );
      expect(one).toEqual(other);
      expect(one).toHaveLength(orders[0].length);
    }),
  );
});
