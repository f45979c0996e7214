import { transportContract } from '@scillm/core/testing';
import { describe, it } from 'vitest';
import { createCompatible } from './create-compatible.ts';

describe('a compatible base', () => {
  const cases = transportContract({
    createTransport: (baseUrl) => createCompatible({ baseUrl, apiKey: 'contract-key' }),
  });
  for (const { id, title, run } of cases) it(`${id} ${title}`, run);
});
