import type { Preset } from './preset.ts';

/** Names of the services that have a row. */
export type PresetName =
  | 'compatible'
  | 'chutes'
  | 'openrouter'
  | 'groq'
  | 'together'
  | 'ollama'
  | 'vllm'
  | 'llamacpp'
  | 'lmstudio';

/** `Rate limit reached … Please try again in 1.5s`, as OpenAI, Groq and others write it. */
const TRY_AGAIN = /\btry again in (\d+(?:\.\d+)?)s\b/i;

/** The services known by name. Base URLs are the ones their own documentation gives. */
export const PRESETS: { readonly [Name in PresetName]: Preset } = {
  compatible: { id: 'compatible', retryAfterPatterns: [TRY_AGAIN] },
  chutes: {
    id: 'chutes',
    baseUrl: 'https://llm.chutes.ai/v1',
    keyVariable: 'CHUTES_API_KEY',
    needsKey: true,
    utilisationPath: '/chutes/utilization',
    pricedTokens: 1_000_000,
  },
  openrouter: {
    id: 'openrouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    keyVariable: 'OPENROUTER_API_KEY',
    needsKey: true,
    pricedTokens: 1,
    patterns: [{ test: /^Insufficient credits\b/, code: 'quota' }],
  },
  groq: {
    id: 'groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    keyVariable: 'GROQ_API_KEY',
    needsKey: true,
    retryAfterPatterns: [TRY_AGAIN],
  },
  together: {
    id: 'together',
    baseUrl: 'https://api.together.xyz/v1',
    keyVariable: 'TOGETHER_API_KEY',
    needsKey: true,
  },
  ollama: { id: 'ollama', baseUrl: 'http://127.0.0.1:11434/v1', authStyle: 'none' },
  vllm: {
    id: 'vllm',
    baseUrl: 'http://127.0.0.1:8000/v1',
    keyVariable: 'VLLM_API_KEY',
    patterns: [
      { test: /^This model's maximum context length is \d+ tokens\b/, code: 'context_length' },
      { test: /^"auto" tool choice requires --enable-auto-tool-choice\b/, code: 'unsupported' },
    ],
  },
  llamacpp: {
    id: 'llamacpp',
    baseUrl: 'http://127.0.0.1:8080/v1',
    keyVariable: 'LLAMA_API_KEY',
    patterns: [
      { test: /^the request exceeds the available context size\b/i, code: 'context_length' },
    ],
  },
  lmstudio: { id: 'lmstudio', baseUrl: 'http://127.0.0.1:1234/v1', authStyle: 'none' },
};
