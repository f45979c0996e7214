import { normalizeBaseUrl } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { contextOf, errorOf, REQUEST } from '../test/ask.ts';
import { sendJson, startSmallServer } from '../test/small-server.ts';
import { createCompatible } from './create-compatible.ts';
import type { Preset } from './preset.ts';
import { PRESETS, type PresetName } from './presets.ts';

const ROWS = Object.entries<Preset>(PRESETS);

describe('the presets', () => {
  it.each(ROWS)('%s is a sound row', (name, { id, baseUrl, keyVariable, authStyle }) => {
    expect(id).toBe(name);
    if (baseUrl !== undefined) {
      expect(normalizeBaseUrl('baseUrl', baseUrl)).toBe(baseUrl);
      const { protocol, hostname } = new URL(baseUrl);
      expect(protocol).toBe(hostname === '127.0.0.1' ? 'http:' : 'https:');
      expect(baseUrl).toMatch(/\/v1$/);
    }
    if (keyVariable !== undefined) expect(keyVariable).toMatch(/^[A-Z]+_API_KEY$/);
    expect(keyVariable === undefined || authStyle !== 'none').toBe(true);
  });

  it('use no pattern that remembers where it stopped', () => {
    const patterns = ROWS.flatMap(([, { patterns = [], retryAfterPatterns = [] }]) => [
      ...patterns.map(({ test }) => test),
      ...retryAfterPatterns,
    ]);
    expect(patterns.length).toBeGreaterThan(0);
    expect(patterns.filter(({ global, sticky }) => global || sticky)).toEqual([]);
  });

  it('name a variable only once', () => {
    const names = ROWS.flatMap(([, { keyVariable = [] }]) => keyVariable);
    expect(new Set(names).size).toBe(names.length);
  });

  // Sentences as the services' own documentation and sources give them.
  const SENTENCES: readonly (readonly [PresetName, number, string, object])[] = [
    ['compatible', 429, 'You exceeded your current quota, please check.', { code: 'quota' }],
    ['compatible', 400, 'Your credit balance is too low to access.', { code: 'quota' }],
    ['compatible', 402, 'You are out of credits.', { code: 'quota' }],
    [
      'compatible',
      400,
      "This model's maximum context length is 4096 tokens.",
      { code: 'context_length' },
    ],
    [
      'compatible',
      429,
      'Rate limit reached. Please try again in 1.5s.',
      { code: 'rate_limit', retryAfterMs: 1500 },
    ],
    [
      'compatible',
      500,
      'The model is overloaded, try later.',
      { code: 'rate_limit', reason: 'capacity' },
    ],
    ['compatible', 403, 'No capacity for this key.', { code: 'auth' }],
    ['compatible', 500, 'incapacity', { code: 'server_error' }],
    ['compatible', 400, 'Say: you exceeded your current quota', { code: 'invalid_request' }],
    ['openrouter', 402, 'Insufficient credits. Add more.', { code: 'quota' }],
    [
      'groq',
      429,
      'Limit 30, Used 30. Please try again in 7.66s. Visit',
      { code: 'rate_limit', retryAfterMs: 7660 },
    ],
    [
      'vllm',
      400,
      '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser',
      { code: 'unsupported' },
    ],
    [
      'llamacpp',
      400,
      'the request exceeds the available context size. try increasing the context size',
      { code: 'context_length' },
    ],
  ];

  it.each(SENTENCES)('%s tells %i "%s"', async (preset, status, message, expected) => {
    const server = await startSmallServer((response) =>
      sendJson(response, { error: { message } }, status),
    );
    const transport = createCompatible({ preset, baseUrl: server.baseUrl, apiKey: 'k' });
    const error = await errorOf(transport.complete(REQUEST, contextOf()));
    expect(error).toMatchObject({ ...expected, status, provider: preset });
  });
});
