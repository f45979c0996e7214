import assert from 'node:assert/strict';
import { scriptedTransport } from '@scillm/core/testing';
import { completeJson, streamJson } from '@scillm/strict-json';
import { runTools, tool } from '@scillm/strict-json/tools';
import * as z from 'zod';

// Any transport will do: a provider, a router. This one follows a script, and errs at first.
const model = scriptedTransport([
  'Sure! {"city": "Oslo"}',
  'Here it is: ```json\n{"city": "Oslo", "degrees": 7,}\n```',
]);

const Weather = z.object({ city: z.string(), degrees: z.number() });
const request = { model: 'small', messages: [{ role: 'user', content: 'Oslo?' }] } as const;
const { value, response } = await completeJson(model, request, { schema: Weather });

assert.deepEqual(value, { city: 'Oslo', degrees: 7 });
assert.equal(response.scillm.json?.reasks, 1); // told what was missing, the model put it right
assert.equal(response.scillm.json?.rung, 'json_schema');
assert.ok(response.scillm.json?.repairs.some(({ op }) => op === 'repair')); // the comma

for await (const chunk of streamJson(model, request, { schema: Weather })) {
  if (chunk.done) assert.equal(chunk.value.degrees, 7);
}

// A tool is a schema and a function. The loop tells the model what its calls gave, or what is wrong.
const weather = await tool({
  name: 'weather',
  description: 'The temperature in a city now.',
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `21 degrees in ${city}`,
});
const caller = scriptedTransport([
  { toolCalls: [{ name: 'weather', arguments: { town: 'Rome' } }] },
  { toolCalls: [{ name: 'weather', arguments: { city: 'Rome' } }] },
  'It is warm in Rome.',
]);
const { calls, messages } = await runTools(caller, request, { tools: [weather], maxRounds: 4 });

assert.deepEqual(
  calls.map(({ outcome }) => outcome),
  ['refused', 'done'],
);
assert.equal(messages.at(-1)?.content, 'It is warm in Rome.');
