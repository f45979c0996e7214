import assert from 'node:assert/strict';
import { autoRouterFromEnv } from 'scillm';

const router = await autoRouterFromEnv({ kind: 'text', requireJson: true });
const answer = await router.complete({
  model: 'chutes/text',
  messages: [{ role: 'user', content: 'Return only {"ok": true} as JSON.' }],
});

assert.deepEqual(JSON.parse(answer.choices[0]?.message.content ?? ''), { ok: true });
assert.equal(answer.scillm.attempts.at(-1)?.outcome, 'served');
