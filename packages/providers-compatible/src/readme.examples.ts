import assert from 'node:assert/strict';
import { createContext } from '@scillm/core';
import { createCompatible } from '@scillm/providers-compatible';
import { startSimulator } from '@scillm/simulator';

// A base that takes the key in `x-api-key` alone. For a real one leave out the URL and the key:
// the row knows the one, and CHUTES_API_KEY holds the other.
const simulator = await startSimulator({ surfaces: ['chutes-2'] });
const chutes = createCompatible({
  preset: 'chutes',
  baseUrl: simulator.base('chutes-2'),
  apiKey: simulator.key('chutes-2'),
  canonicalizeAuth: true,
});

const [model] = await chutes.listModels();
assert.ok(model !== undefined);
const request = { model: model.id, messages: [{ role: 'user', content: 'Say hello' }] } as const;

const answer = await chutes.complete(request, createContext());
assert.equal(answer.choices[0]?.message.content, 'hello');
assert.equal(answer.scillm.authStyle, 'x-api-key');

let text = '';
for await (const chunk of await chutes.stream(request, createContext())) {
  text += chunk.choices[0]?.delta.content ?? '';
}
assert.equal(text, 'hello');
await simulator.close();
