import { expect, it } from 'vitest';
import { deadlineError } from './deadline-error.ts';
import { timeoutError } from './timeout-error.ts';

it.each([
  ['connect', 'connectMs'],
  ['first_token', 'firstTokenMs'],
  ['idle', 'idleMs'],
  ['attempt', 'attemptMs'],
] as const)('E7 a timeout says which timer rang and how to move it: %s', (reason, option) => {
  const error = timeoutError('chutes-1', reason, 250);
  expect(error).toMatchObject({ code: 'timeout', reason });
  expect(error.message).toMatch(
    new RegExp(`^chutes-1 .* within 250 ms\\. Raise timeouts\\.${option}, or add a deployment`),
  );
});

it('E7 a deadline says whom it cut short and how to move it', () => {
  const error = deadlineError('chutes-1');
  expect(error.code).toBe('deadline');
  expect(error.message).toBe(
    "The call's deadline passed while chutes-1 was being asked. Raise deadlineMs or SCILLM_DEADLINE.",
  );
});
