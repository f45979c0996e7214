import { type CallOptions, ChatError, createContext } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { settings } from '../__fixtures__/set-up.ts';
import { enterQueue, type Waiter } from './enter-queue.ts';

/** A queue, and calls that enter it and say how that ended. */
function setUp() {
  const clock = fakeClock({ sleepsPass: false });
  const waiters: Waiter[] = [];
  const ended: string[] = [];
  const enter = (name: string, options: CallOptions = {}, priority = 0): Promise<void> =>
    enterQueue(waiters, createContext({ clock, ...options }, { settings }), {
      priority,
      what: 'a place',
    }).then(
      () => void ended.push(`${name} in`),
      (error: unknown) => void ended.push(`${name} ${ChatError.from(error, 'It').code}`),
    );
  return { clock, waiters, ended, enter };
}

describe('Q5 a queue', () => {
  it('C2 does not take in a call whose caller has left already', async () => {
    const { clock, waiters, ended, enter } = setUp();
    await enter('a', { signal: AbortSignal.abort('gone') });
    expect(ended).toEqual(['a aborted']);
    expect(waiters).toEqual([]);
    expect(clock.alarmCount).toBe(0);
  });

  it('is left at an abort and at the deadline, by nobody else and without a trace', async () => {
    const { clock, waiters, ended, enter } = setUp();
    const leave = new AbortController();
    const calls = [
      enter('a', { signal: leave.signal, deadlineMs: 900 }),
      enter('b', { deadlineMs: 500 }),
      enter('c', { deadlineMs: 900 }),
    ];
    leave.abort('gone');
    await calls[0];
    clock.advance(500);
    await calls[1];
    expect(ended).toEqual(['a aborted', 'b deadline']);
    expect(waiters).toHaveLength(1);
    waiters.shift()?.enter();
    await calls[2];
    expect(ended.at(-1)).toBe('c in');
    expect(clock.alarmCount).toBe(0);
  });

  it('goes by priority, then by who came first', async () => {
    const { waiters, ended, enter } = setUp();
    const calls = [enter('a'), enter('b', {}, 1), enter('c'), enter('d', {}, 1)];
    for (const waiter of waiters.splice(0)) waiter.enter();
    await Promise.all(calls);
    expect(ended).toEqual(['b in', 'd in', 'a in', 'c in']);
  });
});
