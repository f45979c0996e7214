import { expect, it } from 'vitest';
import { finish, LAST, say, scriptedStream } from './__fixtures__/scripted-stream.ts';
import { toReadableStream } from './to-readable-stream.ts';

it('gives every chunk and closes', async () => {
  const chunks = [say('a'), say('b'), finish(), LAST];
  const all = [];
  for await (const each of toReadableStream(scriptedStream(chunks))) all.push(each);
  expect(all).toEqual(chunks);
});

it('S12 reads only when it is read', async () => {
  const source = scriptedStream([say('a'), say('b'), say('c')]);
  const reader = toReadableStream(source).getReader();
  expect(source.reads).toBe(0);
  expect((await reader.read()).value).toEqual(say('a'));
  expect(source.reads).toBe(1);
});

it('S5 errors with the error of its stream', async () => {
  const error = new Error('cut');
  const reader = toReadableStream(scriptedStream([say('a')], { error })).getReader();
  await reader.read();
  await expect(reader.read()).rejects.toBe(error);
});

it('S11 leaves its stream when it is cancelled', async () => {
  const source = scriptedStream([say('a'), say('b')]);
  const reader = toReadableStream(source).getReader();
  await reader.read();
  await reader.cancel();
  expect([source.reads, source.leaves]).toEqual([1, 1]);
});
