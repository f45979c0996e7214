import { ChatError, type ChatRequest } from '@scillm/core';
import { fakeClock, scriptedTransport } from '@scillm/core/testing';
import { expect, it } from 'vitest';
import { createRouter } from './create-router.ts';

const request: ChatRequest = { model: 'fast', messages: [{ role: 'user', content: 'hi' }] };
const busy = new ChatError('rate_limit', 'busy', { status: 429, retryAfterMs: 2000 });

it('falls over to the next deployment after a rate limit that names no wait', async () => {
  const clock = fakeClock();
  const one = scriptedTransport([new ChatError('rate_limit', 'busy', { status: 429 })], {
    id: 'one',
  });
  const two = scriptedTransport(['answer'], { id: 'two' });
  const router = createRouter({
    clock,
    routes: {
      fast: [
        { id: 'a', transport: one, model: 'm1' },
        { id: 'b', transport: two, model: 'm2' },
      ],
    },
  });
  const { scillm } = await router.complete(request);
  expect(
    scillm.attempts.map(({ deployment, outcome, code }) => [deployment, outcome, code]),
  ).toEqual([
    ['a', 'failed', 'rate_limit'],
    ['b', 'served', undefined],
  ]);
  expect(scillm.servedBy).toBe('b');
  expect(clock.sleeps).toEqual([]);
  const next = await router.complete(request);
  expect(next.scillm.attempts.map(({ deployment }) => deployment)).toEqual(['b']);
});

it('R5 waits out a short retry-after exactly and asks the same deployment again', async () => {
  const clock = fakeClock();
  const one = scriptedTransport([busy, 'answer'], { id: 'one' });
  const router = createRouter({
    clock,
    routes: { fast: [{ id: 'a', transport: one, model: 'm1' }] },
  });
  const { scillm } = await router.complete(request);
  expect(clock.sleeps).toEqual([2000]);
  expect(scillm.attempts.map(({ kind, waitedMs }) => [kind, waitedMs])).toEqual([
    ['first', 0],
    ['retry', 2000],
  ]);
});
