import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from './system-clock.ts';

/** Timers of this process. The runner has some of its own, which may end while a test waits. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

function rung(atMs: number): Promise<number> {
  return new Promise((resolve) => {
    systemClock.alarm(atMs, () => resolve(Date.now()));
  });
}

describe('sleep', () => {
  it('never ends early, and leaves no listener and no timer', async () => {
    const { signal } = new AbortController();
    const before = timers();
    const start = Date.now();
    await Promise.all(Array.from({ length: 9 }, () => systemClock.sleep(20, signal)));
    expect(Date.now() - start).toBeGreaterThanOrEqual(20);
    expect(listeners(signal)).toBe(0);
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it('C4 rejects with the reason as soon as the signal aborts, and leaves nothing', async () => {
    const controller = new AbortController();
    const before = timers();
    const sleeping = systemClock.sleep(60_000, controller.signal);
    expect([listeners(controller.signal), timers()]).toEqual([1, before + 1]);
    const reason = new Error('left');
    controller.abort(reason);
    expect([listeners(controller.signal), timers()]).toEqual([0, before]);
    await expect(sleeping).rejects.toBe(reason);
  });

  it('C2 rejects at once where the signal has aborted already', async () => {
    const signal = AbortSignal.abort('left');
    const before = timers();
    const sleeping = systemClock.sleep(60_000, signal);
    expect([listeners(signal), timers()]).toEqual([0, before]);
    await expect(sleeping).rejects.toBe('left');
  });

  it('ends at once for nothing and less than nothing', async () => {
    const { signal } = new AbortController();
    const start = Date.now();
    await systemClock.sleep(0, signal);
    await systemClock.sleep(-5, signal);
    expect(Date.now() - start).toBeLessThan(1000);
  });

  it('sleeps on where a Node timer cannot hold the whole time', async () => {
    vi.useFakeTimers();
    try {
      let isOver = false;
      const { signal } = new AbortController();
      const sleeping = systemClock.sleep(2 ** 32, signal).then(() => {
        isOver = true;
      });
      await vi.advanceTimersByTimeAsync(2 ** 32 - 1);
      expect([isOver, vi.getTimerCount()]).toEqual([false, 1]);
      await vi.advanceTimersByTimeAsync(1);
      await sleeping;
      expect([isOver, vi.getTimerCount(), listeners(signal)]).toEqual([true, 0, 0]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not fire at once where a Node timer cannot hold the time', async () => {
    const controller = new AbortController();
    const sleeping = systemClock.sleep(2 ** 31 + 5, controller.signal);
    const first = await Promise.race([
      sleeping,
      systemClock.sleep(5, new AbortController().signal).then(() => 'still asleep'),
    ]);
    controller.abort('enough');
    await expect(sleeping).rejects.toBe('enough');
    expect(first).toBe('still asleep');
  });
});

describe('alarm', () => {
  it('O5 rings once, not early and not late', async () => {
    const atMs = Date.now() + 30;
    const late = (await rung(atMs)) - atMs;
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThanOrEqual(1000);
  });

  it('rings for a time that has passed', async () => {
    expect(await rung(0)).toBeGreaterThan(0);
  });

  it('C7 leaves no timer once it has rung', async () => {
    const before = timers();
    await Promise.all([rung(Date.now() + 10), rung(Date.now() + 10)]);
    await new Promise(setImmediate);
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it('shares one timer, which the last cancellation clears', () => {
    const before = timers();
    const cancels = Array.from({ length: 100 }, () =>
      systemClock.alarm(Date.now() + 60_000, () => undefined),
    );
    expect(timers()).toBe(before + 1);
    for (const cancel of cancels.slice(1)) cancel();
    expect(timers()).toBe(before + 1);
    for (const cancel of cancels) cancel();
    expect(timers()).toBe(before);
  });

  it('does not ring once cancelled, and may be cancelled again', async () => {
    const order: string[] = [];
    const cancel = systemClock.alarm(0, () => order.push('cancelled'));
    cancel();
    const stop = systemClock.alarm(0, () => order.push('kept'));
    await rung(0);
    cancel();
    stop();
    expect(order).toEqual(['kept']);
  });

  it('may set and cancel alarms while it rings', async () => {
    const before = timers();
    const order: string[] = [];
    const cancel = systemClock.alarm(0, () => {
      order.push('first');
      cancel();
      cancelSecond();
    });
    const cancelSecond = systemClock.alarm(0, () => order.push('second'));
    await new Promise<void>((resolve) => {
      systemClock.alarm(0, () => {
        order.push('third');
        systemClock.alarm(0, () => {
          order.push('nested');
          resolve();
        });
      });
    });
    await new Promise(setImmediate);
    expect(order).toEqual(['first', 'third', 'nested']);
    expect(timers()).toBeLessThanOrEqual(before);
  });
});

it('has the time of the machine and chance from 0 up to 1', () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  const chances = Array.from({ length: 100 }, () => systemClock.random());
  expect(chances.every((chance) => chance >= 0 && chance < 1)).toBe(true);
  expect(new Set(chances).size).toBeGreaterThan(90);
});
