import { expect, it } from 'vitest';

it('the example of the README runs', async () => {
  await expect(import('./readme.examples.ts')).resolves.toBeDefined();
});
