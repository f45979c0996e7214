import assert from 'node:assert/strict';
import { startSimulator } from '@scillm/simulator';

const simulator = await startSimulator({ faults: 'openai * n=1 -> status=429 retry-after=2' });

const ask = () =>
  fetch(`${simulator.base('openai')}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${simulator.key('openai')}`,
    },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say OK' }] }),
  });

const refused = await ask();
assert.equal(refused.status, 429);
assert.equal(refused.headers.get('retry-after'), '2');

const answer = await (await ask()).text();
assert.match(answer, /"content":"OK"/);
assert.match(answer, /"model":"sim\/gpt-4o-mini"/);

assert.deepEqual(
  simulator.log.entries().map(({ status, rule }) => [status, rule]),
  [
    [429, 'openai * n=1 -> status=429 retry-after=2'],
    [200, null],
  ],
);
await simulator.close();
