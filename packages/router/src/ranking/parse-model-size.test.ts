import { expect, it } from 'vitest';
import { parseModelSize } from './parse-model-size.ts';

it.each([
  ['Qwen3-235B-A22B', { total: 235, active: 22 }],
  ['Mixtral-8x7B', { total: 56 }],
  ['Llama-3.3-70B-Instruct', { total: 70 }],
  ['org/model-1.8T', { total: 1800 }],
  ['smol-350M', { total: 0.35 }],
  ['Kimi-K2', {}],
  ['DeepSeek-V3.1', {}],
  ['model-70Bit', {}],
])('reads the size of %s', (id, size) => {
  expect(parseModelSize(id)).toEqual(size);
});
