import { expect, it } from 'vitest';
import { deadlineError } from './deadline-error.ts';
import { timeoutError } from './timeout-error.ts';

it.each([
  ['connect', 'accepted no connection', 'SCILLM_CONNECT_TIMEOUT', 'connectMs'],
  ['first_token', 'sent no first token', 'SCILLM_FIRST_TOKEN_TIMEOUT', 'firstTokenMs'],
  ['idle', 'fell silent in the middle of its answer', 'SCILLM_IDLE_TIMEOUT', 'idleMs'],
  ['attempt', 'sent no answer', 'timeoutMs or LITELLM_TIMEOUT', 'attemptMs'],
] as const)('E7 a timeout says which timer rang and how everybody may move it: %s', (...row) => {
  const [reason, did, forEverybody, option] = row;
  const error = timeoutError('chutes-1', reason, 250);
  expect(error).toMatchObject({ code: 'timeout', reason });
  expect(error.message).toBe(
    `chutes-1 ${did} within 250 ms. Raise ${forEverybody} (where a router sets timeouts.${option}, that), or add a deployment to the route.`,
  );
});

it('E7 a timeout keeps its advice, however long the name of who was slow', () => {
  const { message } = timeoutError(`chutes-1:${'x'.repeat(400)}`, 'first_token', 10_000);
  expect(message).toHaveLength(300);
  expect(message).toMatch(/…\. Raise SCILLM_FIRST_TOKEN_TIMEOUT .* to the route\.$/);
});

it('E7 a deadline says whom it cut short and how to move it', () => {
  const error = deadlineError('chutes-1');
  expect(error.code).toBe('deadline');
  expect(error.message).toBe(
    "The call's deadline passed while chutes-1 was being asked. Raise deadlineMs or SCILLM_DEADLINE.",
  );
});
