import { expect, it } from 'vitest';
import {
  finish,
  LAST,
  read,
  restart,
  say,
  scriptedStream,
} from './__fixtures__/scripted-stream.ts';
import { holdStream } from './hold-stream.ts';

it('S6 resolves at the end and replays', async () => {
  const chunks = [say('a'), say('b'), finish(), LAST];
  const source = scriptedStream(chunks);
  const stream = await holdStream(source);
  expect(source.reads).toBe(5);
  expect(await read(stream)).toEqual({ chunks, error: undefined });
});

it('S6 rejects with the error of a stream that fails, however late', async () => {
  const error = new Error('cut');
  await expect(holdStream(scriptedStream([say('a'), finish()], { error }))).rejects.toBe(error);
});

it('S6 forgets what a restart throws away, and the restart', async () => {
  const stream = await holdStream(scriptedStream([say('a'), restart(), say('b'), finish(), LAST]));
  expect((await read(stream)).chunks).toEqual([say('b'), finish(), LAST]);
});

it('S11 gives no more once it is left', async () => {
  const stream = await holdStream(scriptedStream([say('a'), finish(), LAST]));
  for await (const _ of stream) break;
  expect((await read(stream)).chunks).toEqual([]);
});

it('replays a long answer without looking through it for each chunk', async () => {
  const chunks = [...Array.from({ length: 200_000 }, () => say('a')), finish(), LAST];
  expect((await read(await holdStream(scriptedStream(chunks)))).chunks).toHaveLength(200_002);
});
