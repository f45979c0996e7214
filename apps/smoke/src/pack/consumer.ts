// What a user writes. It is copied into a project outside the workspace, compiled and run there.
import { strictEqual } from 'node:assert/strict';
import { startSimulator } from '@scillm/simulator';
import { completion } from 'scillm';

const simulator = await startSimulator();
try {
  const response = await completion(
    { model: 'sim/text', messages: [{ role: 'user', content: 'Say hello.' }] },
    { baseUrl: simulator.base('openai'), apiKey: simulator.key('openai') },
  );
  strictEqual(response.scillm.servedModel?.startsWith('sim/'), true);
  strictEqual(typeof response.choices[0]?.message.content, 'string');
} finally {
  await simulator.close();
}
