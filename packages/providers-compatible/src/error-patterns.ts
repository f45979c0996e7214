import type { ErrorPattern } from '@scillm/core';

/**
 * What every OpenAI-compatible base may say in words. `capacity` and `overloaded` count as whole
 * words of a failing answer, except where the key is the trouble.
 */
export const COMMON_PATTERNS: readonly ErrorPattern[] = [
  { test: /^You exceeded your current quota\b/i, code: 'quota' },
  { test: /^Your credit balance is too low\b/i, code: 'quota' },
  { test: /\bout of credits\b/i, code: 'quota' },
  { test: /^This model's maximum context length is \d+ tokens\b/i, code: 'context_length' },
  {
    test: /\b(?:capacity|overloaded)\b/i,
    code: 'rate_limit',
    reason: 'capacity',
    exceptStatus: [401, 403],
  },
];
