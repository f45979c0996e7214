import { expect, it } from 'vitest';
import {
  chunk,
  delta,
  finish,
  LAST,
  META,
  restart,
  say,
  scriptedStream,
} from '../stream/__fixtures__/scripted-stream.ts';
import { collect } from './collect.ts';

const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const winner = [delta({ content: 'c' }, 'length'), chunk({ usage, scillm: META })];

it('S6 throws away all that came before a restart: text, calls, choices, fields', async () => {
  const call = { index: 0, id: 'a', function: { name: 'f', arguments: '{' } };
  const loser = [
    { ...delta({ content: 'a', tool_calls: [call] }), id: 'y', moderation: 1 },
    delta({ content: 'b' }, 'stop', 1),
  ];
  const answer = await collect(scriptedStream([...loser, restart(), ...winner]));
  expect(answer).toEqual(await collect(scriptedStream(winner)));
});

it('S6 reads an answer through two restarts', async () => {
  const stream = scriptedStream([say('a'), restart(), say('b'), restart(), ...winner]);
  const { choices } = await collect(stream);
  expect(choices[0]?.message.content).toBe('c');
});

it.each([
  ['nothing', []],
  ['no finish', [say('b'), LAST]],
  ['no last chunk', [say('b'), finish()]],
])('S5 rejects a stream with %s after its restart', async (_, rest) => {
  const stream = scriptedStream([say('a'), finish(), LAST, restart(), ...rest]);
  await expect(collect(stream)).rejects.toMatchObject({ code: 'stream_cut' });
});
