import { describe, expect, it } from 'vitest';
import { PipedStream } from './piped-stream.ts';
import type { ReadyIterator } from './ready-iterator.ts';

/** Lets everything that can happen now happen. */
const turn = (): Promise<unknown> => new Promise(setImmediate);

/** Numbers, of which some are in hand already. */
function numbers(inHand: number, later: number): ReadyIterator<number> & { waits: number } {
  let at = 0;
  return {
    waits: 0,
    take() {
      return at < inHand ? at++ : undefined;
    },
    async next() {
      this.waits += 1;
      return at < inHand + later ? { value: at++, done: false } : { value: undefined, done: true };
    },
    async return() {
      at = inHand + later;
      return { value: undefined, done: true };
    },
  };
}

const odd = { accept: (value: number) => (value % 2 === 1 ? `${value}` : undefined) };

async function all(stream: AsyncIterable<string>): Promise<readonly string[]> {
  const items: string[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

describe('PipedStream', () => {
  it('takes what is in hand without asking, and skips what is not handed on', async () => {
    const source = numbers(4, 2);
    const stream = new PipedStream(source, odd, ['begun']);
    expect([stream.take(), stream.take(), stream.take()]).toEqual(['begun', '1', '3']);
    expect([stream.take(), source.waits]).toEqual([undefined, 0]);
    expect(await all(stream)).toEqual(['5']);
  });

  it('hands nothing out of turn while somebody waits', async () => {
    const stream = new PipedStream(numbers(0, 4), odd);
    const reading = stream.next();
    expect(stream.take()).toBeUndefined();
    expect(await Promise.all([reading, stream.next(), stream.next()])).toEqual([
      { value: '1', done: false },
      { value: '3', done: false },
      { value: undefined, done: true },
    ]);
  });

  it('hands several on in the place of one, of an end, of an error', async () => {
    const twice = { accept: (value: number) => [`${value}`, `${value}`], end: () => ['x', 'y'] };
    expect(await all(new PipedStream(numbers(1, 1), twice))).toEqual([
      '0',
      '0',
      '1',
      '1',
      'x',
      'y',
    ]);
    const failing = {
      accept(): string {
        throw new Error('no');
      },
      fail: () => ['z'],
    };
    expect(await all(new PipedStream(numbers(0, 1), failing))).toEqual(['z']);
    expect(await all(new PipedStream(numbers(1, 0), failing))).toEqual(['z']);
  });

  it('S11 ends a pending read when it is left', async () => {
    let settle = (): void => undefined;
    const source: AsyncIterator<number, undefined> = {
      next: () =>
        new Promise((resolve) => {
          settle = () => resolve({ value: undefined, done: true });
        }),
      async return() {
        settle();
        return { value: undefined, done: true };
      },
    };
    const stream = new PipedStream(source, odd);
    const reading = stream.next();
    await turn();
    await stream.return();
    expect((await reading).done).toBe(true);
    expect((await stream.next()).done).toBe(true);
  });
});
