import { expect, it } from 'vitest';

it('the example of the tools runs', async () => {
  await expect(import('./tools.examples.ts')).resolves.toBeDefined();
});
