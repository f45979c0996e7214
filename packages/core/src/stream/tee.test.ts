import { describe, expect, it } from 'vitest';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import { finish, LAST, read, say, scriptedStream } from './__fixtures__/scripted-stream.ts';
import { tee } from './tee.ts';

/** Lets everything that can happen now happen. */
const turn = (): Promise<unknown> => new Promise(setImmediate);

function iterators(
  stream: AsyncIterable<ChatChunk>,
  ...rest: readonly [number?, { maxAhead: number }?]
) {
  const [first, second, third] = tee(stream, ...rest).map((each) => each[Symbol.asyncIterator]());
  if (first === undefined || second === undefined) throw new Error('Two at least.');
  return { first, second, third };
}

describe('tee', () => {
  it.each([undefined, 1, 2, 3])(
    'gives each of %s branches every chunk and the end',
    async (count) => {
      const chunks = [say('a'), say('b'), finish(), LAST];
      const source = scriptedStream(chunks);
      const branches = tee(source, count);
      expect(branches).toHaveLength(count ?? 2);
      for (const { chunks: seen, error } of await Promise.all(branches.map(read))) {
        expect(seen).toEqual(chunks);
        expect(error).toBeUndefined();
      }
      expect(source.reads).toBe(5);
    },
  );

  it('gives each the error, after what came before it', async () => {
    const error = new Error('cut');
    const { first, second } = iterators(scriptedStream([say('a')], { error }));
    await first.next();
    await expect(first.next()).rejects.toBe(error);
    expect(await second.next()).toEqual({ value: say('a'), done: false });
    await expect(second.next()).rejects.toBe(error);
    await expect(second.next()).rejects.toBe(error);
  });

  it('S12 lets the faster reader wait, and reads on when the slower one has', async () => {
    const source = scriptedStream(['a', 'b', 'c', 'd'].map((word) => say(word)));
    const { first, second } = iterators(source, 2, { maxAhead: 2 });
    await first.next();
    await first.next();
    let value: ChatChunk | undefined;
    const third = first.next().then((result) => {
      value = result.value;
    });
    await turn();
    expect([source.reads, value]).toEqual([2, undefined]);
    expect((await second.next()).value).toEqual(say('a'));
    await third;
    expect(value).toEqual(say('c'));
  });

  it('S12 reads nothing that nobody asks for', async () => {
    const source = scriptedStream([say('a'), say('b')]);
    const { first, second } = iterators(source);
    expect(source.reads).toBe(0);
    await first.next();
    await second.next();
    expect(source.reads).toBe(1);
  });

  it('S11 waits no more for a branch that is left, and leaves the stream with the last', async () => {
    const source = scriptedStream(['a', 'b', 'c'].map((word) => say(word)));
    const { first, second } = iterators(source, 2, { maxAhead: 1 });
    await first.next();
    const waiting = first.next();
    await turn();
    expect(await second.return?.()).toEqual({ value: undefined, done: true });
    expect((await waiting).value).toEqual(say('b'));
    expect(source.leaves).toBe(0);
    expect((await second.next()).done).toBe(true);
    await first.return?.();
    await first.return?.();
    expect(source.leaves).toBe(1);
  });

  it('S11 ends a read that is pending when its branch is left', async () => {
    const source = (async function* (): AsyncGenerator<ChatChunk, undefined> {
      yield await new Promise<never>(() => undefined);
      return undefined;
    })();
    const { first, second } = iterators(source);
    const pending = [first.next(), first.next()];
    await turn();
    await first.return?.();
    expect((await Promise.all(pending)).map(({ done }) => done)).toEqual([true, true]);
    void second;
  });

  it('answers several reads at a time in their order', async () => {
    const chunks = [say('a'), say('b'), finish(), LAST];
    const { first } = iterators(scriptedStream(chunks));
    const results = await Promise.all(Array.from({ length: 5 }, () => first.next()));
    expect(results.map(({ value }) => value)).toEqual([...chunks, undefined]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %s', (number) => {
    const refused = expect.objectContaining({ code: 'invalid_config' });
    expect(() => tee(scriptedStream([]), number)).toThrow(refused);
    expect(() => tee(scriptedStream([]), 2, { maxAhead: number })).toThrow(refused);
  });
});
