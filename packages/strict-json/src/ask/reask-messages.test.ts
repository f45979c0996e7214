import { expect, it } from 'vitest';
import { reaskMessages } from './reask-messages.ts';

it('J8 names ten faults at most, each of some hundred bytes', () => {
  const errors = Array.from({ length: 30 }, (_, index) => `${index} ${'é'.repeat(1000)}`);
  const content = String(reaskMessages('{}', errors).at(-1)?.content);
  expect(content.match(/^- \d/gm)).toHaveLength(10);
  expect(Buffer.byteLength(content)).toBeLessThan(5000);
});
