import { expect } from 'vitest';

/** Fails with every problem on a line of its own: the file, and what to do about it. */
export function expectNone(problems: readonly string[]): void {
  expect(problems, `\n${problems.join('\n')}\n`).toEqual([]);
}
