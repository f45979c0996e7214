import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { type CallOptions, collect, createContext, endAttempt, withPolicy } from '@scillm/core';
import { fakeClock, scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { failureOf, fault, request, settings } from '../__fixtures__/set-up.ts';
import { bulkhead } from './bulkhead.ts';

/** A bulkhead, who is inside, and a way to let each of them out. */
function guarded(limit: number, queue?: number) {
  const clock = fakeClock();
  const policy = bulkhead({ limit, ...(queue === undefined ? {} : { queue }) });
  const inside: string[] = [];
  const enter = (name: string, options: CallOptions = {}) => {
    const context = createContext({ clock, ...options }, { settings });
    let leave = (): void => undefined;
    const stay = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const work = policy.execute(async () => {
      inside.push(name);
      await stay;
    }, context);
    const over = work.finally(() => endAttempt(context));
    over.catch(() => undefined);
    const leaving = async (): Promise<void> => {
      leave();
      await over;
      await turn();
    };
    return { over, leave: leaving };
  };
  return { clock, inside, enter };
}

describe('Q5 bulkhead', () => {
  it('C9 says its name', () => {
    expect(bulkhead({ limit: 1 }).name).toBe('bulkhead');
  });

  it('lets no more in than its limit, then in the order they came', async () => {
    const { inside, enter } = guarded(2);
    const [a, b] = [enter('a'), enter('b'), enter('c'), enter('d')];
    expect(inside).toEqual(['a', 'b']);
    await b?.leave();
    expect(inside).toEqual(['a', 'b', 'c']);
    await a?.leave();
    expect(inside).toEqual(['a', 'b', 'c', 'd']);
  });

  it('lets in by priority first, and by order within it', async () => {
    const { inside, enter } = guarded(1);
    const a = enter('a');
    const rest = (
      [
        ['b', 0],
        ['c', 1],
        ['d', 1],
        ['e', -1],
        ['f', 5],
      ] as const
    ).map(([name, priority]) => enter(name, { priority }));
    await a.leave();
    for (const each of [4, 1, 2, 0, 3]) await rest[each]?.leave();
    expect(inside).toEqual(['a', 'f', 'c', 'd', 'b', 'e']);
  });

  it('refuses who finds its queue full, with local_limit', async () => {
    const { inside, enter } = guarded(1, 1);
    const a = enter('a');
    enter('b');
    const error = await failureOf(enter('c').over);
    expect(error).toMatchObject({ code: 'local_limit', reason: 'queue_full' });
    await a.leave();
    enter('d');
    expect(inside).toEqual(['a', 'b']);
    expect((await failureOf(enter('e').over)).code).toBe('local_limit');
  });

  it('C4 lets go of who leaves the queue, at once and without a trace', async () => {
    const { clock, inside, enter } = guarded(1);
    const controller = new AbortController();
    const a = enter('a');
    const b = enter('b', { signal: controller.signal });
    enter('c');
    controller.abort('bored');
    expect(await failureOf(b.over)).toMatchObject({ code: 'aborted', cause: 'bored' });
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    await a.leave();
    expect(inside).toEqual(['a', 'c']);
    expect(clock.alarmCount).toBe(0);
  });

  it('C5 ends the wait at the deadline', async () => {
    const { clock, enter } = guarded(1);
    enter('a');
    const b = enter('b', { deadlineMs: 100 });
    clock.advance(100);
    expect((await failureOf(b.over)).code).toBe('deadline');
    expect(clock.alarmCount).toBe(0);
  });

  it('lets nobody in who has left before', async () => {
    const { inside, enter } = guarded(1);
    const gone = enter('a', { signal: AbortSignal.abort() });
    expect((await failureOf(gone.over)).code).toBe('aborted');
    enter('b');
    expect(inside).toEqual(['b']);
  });

  it('C6 keeps the place of a stream until it has ended, failed or been left', async () => {
    const cut = { text: 'half ', error: fault('stream_cut') };
    const transport = scriptedTransport(['whole', cut, 'left', fault('network'), 'whole']);
    const guard = withPolicy(transport, bulkhead({ limit: 1, queue: 0 }));
    const open = () => guard.stream(request, createContext({ clock: fakeClock() }, { settings }));
    const first = await open();
    expect((await failureOf(open())).code).toBe('local_limit');
    await collect(first);
    await failureOf(collect(await open()));
    for await (const _ of await open()) break;
    expect((await failureOf(open())).code).toBe('network');
    expect((await collect(await open())).choices[0]?.message.content).toBe('whole');
  });
});
