import { expect, it } from 'vitest';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import { ChatError } from '../error/chat-error.ts';
import { createSseDecoder } from '../sse/sse-decoder.ts';
import { finish, LAST, restart, say, scriptedStream } from './__fixtures__/scripted-stream.ts';
import { toServerSentEvents } from './to-server-sent-events.ts';

async function read(frames: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

it('G5 gives a frame for each chunk, and the end mark', async () => {
  const chunks = [say('a\n\r\nb'), restart(), say('ü'), finish(), LAST];
  const frames = await read(toServerSentEvents(scriptedStream(chunks)));
  expect(frames).toHaveLength(6);
  expect(frames.at(-1)).toBe('data: [DONE]\n\n');
  const decoder = createSseDecoder({ subject: 'test' });
  const events = frames.map((frame) => decoder.push(Buffer.from(frame)));
  const read_ = events.slice(0, -1).map(([event]) => JSON.parse(event?.data ?? '') as ChatChunk);
  expect(read_).toEqual(chunks);
});

it('G5 turns an error into one frame in the shape of G3, without the end mark', async () => {
  const error = new ChatError('stream_cut', 'chutes hung up.', { reason: 'socket' });
  const frames = await read(toServerSentEvents(scriptedStream([say('a')], { error })));
  expect(frames).toHaveLength(2);
  expect(JSON.parse(frames[1]?.slice('data: '.length) ?? '')).toEqual({
    error: { message: 'chutes hung up.', type: 'stream_cut', code: 'stream_cut', param: null },
    scillm: { attempts: [], attemptCount: 0 },
  });
});

it('C8 says internal for what is no error of ours', async () => {
  const frames = await read(toServerSentEvents(scriptedStream([], { error: new Error('secret') })));
  expect(frames).toHaveLength(1);
  expect(JSON.parse(frames[0]?.slice('data: '.length) ?? '').error.code).toBe('internal');
});

it('S11 leaves its stream when it is left', async () => {
  const source = scriptedStream([say('a'), say('b')]);
  for await (const _ of toServerSentEvents(source)) break;
  expect([source.reads, source.leaves]).toEqual([1, 1]);
});
