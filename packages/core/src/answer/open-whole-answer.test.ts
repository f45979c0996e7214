import { expect, it } from 'vitest';
import { setUp } from './__fixtures__/opened-attempt.ts';

it.each([
  ['tool_calls', { code: 'stream_cut', reason: 'tool_arguments' }],
  ['length', { code: 'schema_invalid', reason: 'truncated' }],
])(
  'S8 rejects tool arguments that are not JSON in a whole answer too: %s',
  async (reason, error) => {
    const { body, opening, attempt } = setUp({ headers: { 'content-type': 'application/json' } });
    const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{"a":' } };
    const message = { role: 'assistant', content: null, tool_calls: [call] };
    body.write(JSON.stringify({ choices: [{ index: 0, message, finish_reason: reason }] }));
    body.finish();
    await expect(opening).rejects.toMatchObject(error);
    expect(attempt()?.outcome).toBe('failed');
  },
);
