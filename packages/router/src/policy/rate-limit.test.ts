import { type CallContext, type CallOptions, ChatError, createContext } from '@scillm/core';
import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drivenClock } from '../__fixtures__/driven-clock.ts';
import { failureOf, settings } from '../__fixtures__/set-up.ts';
import { createMemoryState } from '../state/create-memory-state.ts';
import { rateLimit } from './rate-limit.ts';

/** A rate limit on a clock, and when calls through it start, in milliseconds from the beginning. */
function limited(perSecond: number, burst?: number) {
  const clock = drivenClock();
  const begin = clock.now();
  const policy = rateLimit({ perSecond, ...(burst === undefined ? {} : { burst }) });
  const starts: (readonly [string, number])[] = [];
  const enter = (name: string, options: CallOptions = {}): Promise<unknown> => {
    const note = (): Promise<void> =>
      Promise.resolve(void starts.push([name, clock.now() - begin]));
    return policy.execute(note, createContext({ clock, ...options }, { settings }));
  };
  const at = async (ms: number, work: () => unknown): Promise<void> => {
    await clock.sleep(begin + ms - clock.now(), new AbortController().signal);
    await work();
  };
  return { clock, begin, policy, starts, enter, at };
}

const left = (work: Promise<unknown>): Promise<string> => failureOf(work).then(({ code }) => code);

describe('Q4 rateLimit', () => {
  it('C9 says its name', () => {
    expect(rateLimit({ perSecond: 1 }).name).toBe('rateLimit');
  });

  it('at 2 per second starts calls made at 0 at 0, 500 and 1000, in their order', async () => {
    const { clock, enter, starts } = limited(2);
    await clock.run(Promise.all(['a', 'b', 'c', 'd'].map((name) => enter(name))));
    expect(starts).toEqual([
      ['a', 0],
      ['b', 500],
      ['c', 1000],
      ['d', 1500],
    ]);
    expect(clock.pending).toBe(0);
  });

  it('lets as many start at once after a pause as its burst says', async () => {
    const { clock, enter, starts, at } = limited(2, 3);
    const three = () => Promise.all(['x', 'x', 'x', 'x'].map((name) => enter(name)));
    await clock.run(Promise.all([three(), at(10_000, three)]));
    expect(starts.map(([, ms]) => ms)).toEqual([0, 0, 0, 500, 10_000, 10_000, 10_000, 10_500]);
  });

  it('saves nothing up without a burst', async () => {
    const { clock, enter, starts, at } = limited(1);
    await clock.run(Promise.all([5000, 5000, 5000].map((ms) => at(ms, () => enter('x')))));
    expect(starts.map(([, ms]) => ms)).toEqual([5000, 6000, 7000]);
  });

  it('is off at 0', async () => {
    const { clock, enter, starts } = limited(0);
    await clock.run(Promise.all(['a', 'b', 'c'].map((name) => enter(name))));
    expect(starts.map(([, ms]) => ms)).toEqual([0, 0, 0]);
  });

  it('refuses at once who would start after the deadline, wherever in the queue', async () => {
    const { clock, begin, enter, starts } = limited(2);
    const calls = ['a', 'b', 'c'].map((name) => enter(name));
    const late = failureOf(enter('d', { deadlineMs: 1400 }));
    const error = await late;
    expect(error).toMatchObject({ code: 'local_limit', retryAfterMs: 1500, reason: 'rate limit' });
    expect(error.message).toContain('SCILLM_RATE_LIMIT_QPS');
    expect(clock.now()).toBe(begin);
    const other = enter('e', { deadlineMs: 1500 });
    await clock.run(Promise.all([...calls, other]));
    expect(starts.at(-1)).toEqual(['e', 1500]);
    expect(clock.pending).toBe(0);
  });

  it('refuses the first in the queue at once, whose place it gives back', async () => {
    const { clock, enter, starts } = limited(2);
    await enter('a');
    expect((await failureOf(enter('b', { deadlineMs: 499 }))).retryAfterMs).toBe(500);
    await clock.run(Promise.all([enter('c'), enter('d')]));
    expect(starts.map(([, ms]) => ms)).toEqual([0, 500, 1000]);
  });

  it.each([1, 2, 3])(
    'loses nothing by call %i that leaves: those behind move up',
    async (index) => {
      const { clock, enter, starts, at } = limited(2);
      const controller = new AbortController();
      const calls = [0, 1, 2, 3].map((n) =>
        n === index ? left(enter(`${n}`, { signal: controller.signal })) : enter(`${n}`),
      );
      await clock.run(Promise.all([...calls, at(100, () => controller.abort())]));
      expect(await calls[index]).toBe('aborted');
      const names = ['0', '1', '2', '3'].filter((name) => name !== `${index}`);
      expect(starts).toEqual(names.map((name, place) => [name, place * 500]));
      expect(clock.pending).toBe(0);
    },
  );

  it('ends the wait of a call by its deadline, should the queue have become slower', async () => {
    const state = createMemoryState();
    const clock = drivenClock();
    const context = (deadlineMs: number): CallContext =>
      createContext({ clock, deadlineMs }, { settings });
    const policy = rateLimit({ perSecond: 1, state, bucket: 'p' });
    const enter = (deadlineMs: number): Promise<string> =>
      policy.execute(() => Promise.resolve('in'), context(deadlineMs));
    await enter(60_000);
    const both = [enter(60_000), left(enter(2500))];
    // Another router takes the next places.
    for (let count = 0; count < 5; count += 1)
      await state.reserve('p', { perSecond: 1, burst: 1 }, clock.now());
    expect(await clock.run(Promise.all(both))).toEqual(['in', 'local_limit']);
    expect(clock.pending).toBe(0);
  });

  it('hands its queue on if the state fails', async () => {
    let isDown = true;
    const memory = createMemoryState();
    const state = {
      ...memory,
      async reserve(...given: Parameters<typeof memory.reserve>) {
        if (isDown) throw new ChatError('network', 'The store is down.');
        return memory.reserve(...given);
      },
    };
    const clock = drivenClock();
    const policy = rateLimit({ perSecond: 1, state });
    const enter = () =>
      policy.execute(() => Promise.resolve('in'), createContext({ clock }, { settings }));
    expect(await Promise.all([left(enter()), left(enter())])).toEqual(['network', 'network']);
    isDown = false;
    expect(await clock.run(Promise.all([enter(), enter()]))).toEqual(['in', 'in']);
  });

  it('never starts two calls closer than its gap, nor later than it must', async () => {
    const call = fc.record({ atMs: fc.nat(5000), leavesMs: fc.option(fc.nat(3000)) });
    const script = fc.array(call, { maxLength: 15 });
    await fc.assert(
      fc.asyncProperty(script, async (calls) => {
        const { clock, enter, starts, at } = limited(4);
        const work = calls.map(({ atMs, leavesMs }, index) =>
          at(atMs, () => {
            if (leavesMs === null) return enter(`${index}`);
            const controller = new AbortController();
            clock.alarm(clock.now() + leavesMs, () => controller.abort());
            return enter(`${index}`, { signal: controller.signal }).catch(() => undefined);
          }),
        );
        await clock.run(Promise.all(work));
        const times = starts.map(([, ms]) => ms);
        for (const [index, ms] of times.entries()) {
          const before = times[index - 1] ?? Number.NEGATIVE_INFINITY;
          const came = calls[Number(starts[index]?.[0])]?.atMs ?? Number.NaN;
          expect(ms).toBe(Math.max(came, before + 250));
        }
      }),
      { numRuns: isLong ? 2000 : 100 },
    );
  });
});
