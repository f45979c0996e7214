import assert from 'node:assert/strict';
import { ChatError } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { createRouter } from '@scillm/router';

// Any transport will do, such as those of @scillm/providers-compatible. These follow a script.
const busy = new ChatError('rate_limit', 'Too many calls.', { status: 429 });
const small = scriptedTransport([busy], { id: 'small' });
const large = scriptedTransport(['Hello!'], { id: 'large' });

const router = createRouter({
  routes: {
    fast: [
      { id: 'small-1', transport: small, model: 'small-8b' },
      { id: 'large-1', transport: large, model: 'large-70b', override: { max_tokens: 100 } },
    ],
  },
});

const request = { model: 'fast', messages: [{ role: 'user', content: 'Say hello' }] } as const;
const { choices, scillm } = await router.complete(request, { deadlineMs: 20_000 });

assert.equal(choices[0]?.message.content, 'Hello!');
assert.equal(scillm.servedBy, 'large-1');
assert.deepEqual(
  scillm.attempts.map(({ deployment, kind, code, decision }) => [deployment, kind, code, decision]),
  [
    ['small-1', 'first', 'rate_limit', 'first in order'],
    ['large-1', 'fallback', undefined, 'next tier'],
  ],
);

// The one that was busy rests now, so that the next call does not try it.
const next = await router.complete(request);
assert.equal(next.scillm.attemptCount, 1);
