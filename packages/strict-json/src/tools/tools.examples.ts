import assert from 'node:assert/strict';
import { scriptedTransport } from '@scillm/core/testing';
import { runTools, tool } from '@scillm/strict-json/tools';
import { z } from 'zod';

const weather = await tool({
  name: 'weather',
  description: 'The temperature in a city now, in degrees Celsius.',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => ({ city, celsius: city === 'Rome' ? 21 : 14 }),
});

// Any transport will do, such as a router. This one follows a script: a call that does not fit the
// schema, two that do, an answer.
const transport = scriptedTransport([
  { toolCalls: [{ name: 'weather', arguments: { town: 'Rome' } }] },
  {
    toolCalls: [
      { name: 'weather', arguments: { city: 'Rome' } },
      { name: 'weather', arguments: { city: 'Oslo' } },
    ],
  },
  'Rome is 7 degrees warmer.',
]);

const request = {
  model: 'small',
  messages: [{ role: 'user', content: 'Is Rome warmer than Oslo?' }],
} as const;
const { response, calls } = await runTools(
  transport,
  request,
  { tools: [weather], maxRounds: 4 },
  { deadlineMs: 60_000 },
);

assert.equal(response.choices[0]?.message.content, 'Rome is 7 degrees warmer.');
assert.deepEqual(
  calls.map(({ outcome }) => outcome),
  ['refused', 'done', 'done'],
);
