import type { CatalogueModel } from './catalogue-model.ts';

/**
 * The models both Chutes surfaces list. The names are real ones, so that ranking by family and size
 * shows; prices and utilisation are made up.
 */
export const CHUTES_CATALOGUE: readonly CatalogueModel[] = [
  {
    id: 'moonshotai/Kimi-K2-Instruct-0905',
    ownedBy: 'sglang',
    contextLength: 262_144,
    vision: false,
    reasoning: false,
    pricePerMTok: [0.4, 1.9],
    utilization: 0.55,
  },
  {
    id: 'deepseek-ai/DeepSeek-V3.1',
    ownedBy: 'sglang',
    contextLength: 163_840,
    vision: false,
    reasoning: false,
    pricePerMTok: [0.25, 1],
    utilization: 0.4,
  },
  {
    id: 'Qwen/Qwen3-235B-A22B-Instruct-2507',
    ownedBy: 'vllm',
    contextLength: 262_144,
    vision: false,
    reasoning: false,
    pricePerMTok: [0.1, 0.55],
    utilization: 0.2,
  },
  {
    id: 'Qwen/Qwen3-235B-A22B-Thinking-2507',
    ownedBy: 'vllm',
    contextLength: 262_144,
    vision: false,
    reasoning: true,
    pricePerMTok: [0.12, 0.6],
    utilization: 0.35,
  },
  {
    id: 'Qwen/Qwen3-VL-235B-A22B-Instruct',
    ownedBy: 'vllm',
    contextLength: 262_144,
    vision: true,
    reasoning: false,
    pricePerMTok: [0.3, 1.2],
    utilization: 0.3,
  },
  {
    id: 'Qwen/Qwen2.5-VL-32B-Instruct',
    ownedBy: 'vllm',
    contextLength: 16_384,
    vision: true,
    reasoning: false,
    pricePerMTok: [0.05, 0.22],
    utilization: 0.15,
  },
];
