import { it } from 'vitest';

it('the example of the README runs as pasted', async () => {
  await import('./readme.examples.ts');
});
