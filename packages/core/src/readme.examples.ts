import assert from 'node:assert/strict';
import { ChatError, createContext, type Policy, withPolicy } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';

/** Asks once more if the backend is at fault. */
const onceMore: Policy = {
  name: 'onceMore',
  execute: (next, context) =>
    next(context).catch((error) => {
      if (!ChatError.is(error) || error.code !== 'server_error') throw error;
      return next(context);
    }),
};

const backend = scriptedTransport([new ChatError('server_error', 'It broke.'), 'Hello!']);
const transport = withPolicy(backend, onceMore);

const { choices, scillm } = await transport.complete(
  { model: 'small', messages: [{ role: 'user', content: 'Say hello.' }] },
  createContext({ deadlineMs: 10_000 }),
);

assert.equal(choices[0]?.message.content, 'Hello!');
assert.deepEqual(
  scillm.attempts.map(({ outcome, code }) => code ?? outcome),
  ['server_error', 'served'],
);
