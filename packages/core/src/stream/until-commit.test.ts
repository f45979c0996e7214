import { describe, expect, it } from 'vitest';
import {
  chunk,
  delta,
  finish,
  LAST,
  read,
  say,
  scriptedStream,
} from './__fixtures__/scripted-stream.ts';
import { untilCommit } from './until-commit.ts';

const ROLE = delta({ role: 'assistant', content: '', refusal: null });

describe('untilCommit', () => {
  it.each([
    ['text', say('a')],
    ['a refusal', delta({ refusal: 'No.' })],
    ['reasoning', delta({ reasoning_content: 'Hm.' })],
    ['a piece of a tool call', delta({ tool_calls: [{ index: 0, id: 'a' }] })],
    ['text in a later choice', say('a', 1)],
  ])('S6 resolves at the first %s, and replays what came before', async (_, first) => {
    const chunks = [ROLE, chunk(), delta({ content: null }), first, say('b'), finish(), LAST];
    const source = scriptedStream(chunks);
    const stream = await untilCommit(source);
    expect(source.reads).toBe(4);
    expect(await read(stream)).toEqual({ chunks, error: undefined });
  });

  it('S6 rejects with an error from before, and throws one from after in its place', async () => {
    const error = new Error('cut');
    await expect(untilCommit(scriptedStream([ROLE], { error }))).rejects.toBe(error);
    const stream = await untilCommit(scriptedStream([ROLE, say('a')], { error }));
    expect(await read(stream)).toEqual({ chunks: [ROLE, say('a')], error });
  });

  it('S6 resolves at the end of a stream that says nothing', async () => {
    const chunks = [ROLE, finish('length'), LAST];
    expect((await read(await untilCommit(scriptedStream(chunks)))).chunks).toEqual(chunks);
  });

  it('S12 reads on only as it is read, and S11 leaves its source', async () => {
    const source = scriptedStream([ROLE, say('a'), say('b'), say('c')]);
    const iterator = (await untilCommit(source))[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    expect(source.reads).toBe(2);
    await iterator.next();
    expect(source.reads).toBe(3);
    expect(await iterator.return?.()).toEqual({ value: undefined, done: true });
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
    expect([source.reads, source.leaves]).toEqual([3, 1]);
  });

  it('S11 gives nothing of what it has read once it is left', async () => {
    const source = scriptedStream([ROLE, say('a')]);
    const iterator = (await untilCommit(source))[Symbol.asyncIterator]();
    await iterator.return?.();
    expect((await iterator.next()).done).toBe(true);
    expect(source.leaves).toBe(1);
  });
});
