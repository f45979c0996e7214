import { transportContract } from '@scillm/core/testing';
import { createCompatible } from '@scillm/providers-compatible';
import { createRouter } from '@scillm/router';
import { describe, it } from 'vitest';

describe('W7 a router over one compatible base', () => {
  const cases = transportContract({
    createTransport(baseUrl) {
      const transport = createCompatible({ baseUrl, apiKey: 'contract-key' });
      const model = 'contract-model';
      return createRouter({ routes: { [model]: [{ id: 'only', model, transport }] } });
    },
    callOptions: { maxRetries: 0 },
  });
  for (const { id, title, run } of cases) it(`${id} ${title}`, run, 60_000);
});
