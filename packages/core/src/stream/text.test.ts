import { expect, it } from 'vitest';
import type { RestartEvent } from '../chat/chat-chunk.ts';
import {
  chunk,
  delta,
  finish,
  LAST,
  restart,
  say,
  scriptedStream,
} from './__fixtures__/scripted-stream.ts';
import { text } from './text.ts';

async function read(pieces: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}

it('gives the pieces of the first choice, and nothing empty', async () => {
  const both = chunk({
    choices: [
      { index: 1, delta: { content: 'x' }, finish_reason: null },
      { index: 0, delta: { content: 'b' }, finish_reason: null },
    ],
  });
  const chunks = [say(''), say('a'), delta({ reasoning_content: 'hm' }), say('x', 1), both];
  expect(await read(text(scriptedStream([...chunks, finish(), LAST])))).toEqual(['a', 'b']);
});

it('S5 throws the error of its stream', async () => {
  const error = new Error('cut');
  const pieces = text(scriptedStream([say('a')], { error }))[Symbol.asyncIterator]();
  expect(await pieces.next()).toEqual({ value: 'a', done: false });
  await expect(pieces.next()).rejects.toBe(error);
});

it('S6 gives no text twice: a restart throws and leaves the stream', async () => {
  const source = scriptedStream([say('a'), restart(), say('a'), finish(), LAST]);
  const pieces = text(source)[Symbol.asyncIterator]();
  await pieces.next();
  const refused = { code: 'invalid_config', reason: 'restart' };
  await expect(pieces.next()).rejects.toMatchObject(refused);
  await expect(pieces.next()).rejects.toMatchObject(refused);
  expect([source.reads, source.leaves]).toEqual([2, 1]);
});

it('S6 goes on after a restart for those who are told of it', async () => {
  const seen: (string | RestartEvent)[] = [];
  const source = scriptedStream([say('a'), restart(), say('b'), finish(), LAST]);
  for await (const piece of text(source, { onRestart: (event) => seen.push(event) })) {
    seen.push(piece);
  }
  expect(seen).toEqual(['a', restart().scillm, 'b']);
});

it('S11 leaves its stream when it is left', async () => {
  const source = scriptedStream([say('a'), say('b')]);
  for await (const _ of text(source)) break;
  expect([source.reads, source.leaves]).toEqual([1, 1]);
});
