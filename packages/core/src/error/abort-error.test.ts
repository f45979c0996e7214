import { expect, it } from 'vitest';
import { abortError } from './abort-error.ts';
import { ChatError } from './chat-error.ts';

it.each([new Error('left the page'), 'bored', null, { why: 'closed' }])(
  'C4 is aborted with the reason of the caller as its cause: %s',
  (reason) => {
    const error = abortError(AbortSignal.abort(reason));
    expect(error.code).toBe('aborted');
    expect(error.cause).toBe(reason);
  },
);

it('C5 is the deadline or timer itself where that ended the signal', () => {
  const reason = new ChatError('deadline', 'Too late.');
  expect(abortError(AbortSignal.abort(reason))).toBe(reason);
});
