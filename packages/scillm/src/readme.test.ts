import { expect, it, vi } from 'vitest';

it('runs the example of the README on the simulator', async () => {
  for (const name of ['CHUTES_API_BASE', 'CHUTES_API_KEY', 'SCILLM_API_BASE']) vi.stubEnv(name, '');
  vi.stubEnv('SCILLM_SIMULATOR', 'on');
  await expect(import('./readme.examples.ts')).resolves.toBeDefined();
});
