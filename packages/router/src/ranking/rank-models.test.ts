import { expect, it } from 'vitest';
import { type RankCandidate, rankModels } from './rank-models.ts';

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
