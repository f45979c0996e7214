import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { fakeClock } from './fake-clock.ts';

const { signal } = new AbortController();

describe('time', () => {
  it('stands still until it is moved', () => {
    const clock = fakeClock();
    expect(new Date(clock.now()).toUTCString()).toBe('Sun, 22 Nov 2026 10:00:00 GMT');
    clock.advance(5);
    expect(clock.now()).toBe(Date.UTC(2026, 10, 22, 10) + 5);
    expect(fakeClock({ nowMs: 7 }).now()).toBe(7);
  });
});

describe('alarms', () => {
  it('ring once, when due, in their order, at their own time', () => {
    const clock = fakeClock({ nowMs: 0 });
    const rung: [string, number][] = [];
    for (const [name, atMs] of [
      ['b', 20],
      ['a', 10],
      ['c', 20],
      ['d', 31],
    ] as const) {
      clock.alarm(atMs, () => rung.push([name, clock.now()]));
    }
    clock.advance(9);
    expect(rung).toEqual([]);
    clock.advance(21);
    expect(rung).toEqual([
      ['a', 10],
      ['b', 20],
      ['c', 20],
    ]);
    expect([clock.now(), clock.alarmCount]).toEqual([30, 1]);
  });

  it('do not ring once cancelled, which may be repeated', () => {
    const clock = fakeClock();
    const cancel = clock.alarm(clock.now(), () => expect.unreachable());
    cancel();
    cancel();
    clock.advance(10);
    expect(clock.alarmCount).toBe(0);
  });

  it('may set and cancel others; one that is late already rings on the next move', () => {
    const clock = fakeClock({ nowMs: 100 });
    const rung: number[] = [];
    const never = clock.alarm(110, () => expect.unreachable());
    clock.alarm(50, () => {
      never();
      clock.alarm(105, () => rung.push(clock.now()));
    });
    clock.advance(0);
    expect(rung).toEqual([]);
    clock.advance(20);
    expect(rung).toEqual([105]);
  });
});

describe('sleeps', () => {
  it('pass at once, move the time along and are remembered', async () => {
    const clock = fakeClock({ nowMs: 0 });
    const rung: number[] = [];
    clock.alarm(30, () => rung.push(clock.now()));
    await clock.sleep(20, signal);
    await clock.sleep(20, signal);
    expect(clock.sleeps).toEqual([20, 20]);
    expect([clock.now(), rung]).toEqual([40, [30]]);
  });

  it('wait to be woken where they do not pass', async () => {
    const clock = fakeClock({ sleepsPass: false });
    const woken: string[] = [];
    const both = Promise.all([
      clock.sleep(20, signal).then(() => woken.push('late')),
      clock.sleep(10, signal).then(() => woken.push('early')),
    ]);
    clock.advance(9);
    expect(clock.sleeperCount).toBe(2);
    clock.advance(11);
    await both;
    expect(woken).toEqual(['early', 'late']);
    expect(clock.sleeperCount).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('C4 reject with the reason of the signal, at once and while they last', async () => {
    for (const sleepsPass of [true, false]) {
      const clock = fakeClock({ sleepsPass });
      await expect(clock.sleep(5, AbortSignal.abort('bored'))).rejects.toBe('bored');
      expect(clock.sleeps).toEqual([]);
    }
    const clock = fakeClock({ sleepsPass: false });
    const controller = new AbortController();
    const sleeping = clock.sleep(5, controller.signal);
    controller.abort('bored');
    await expect(sleeping).rejects.toBe('bored');
    expect(clock.sleeperCount).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('C4 reject if an alarm aborts them while they pass', async () => {
    const clock = fakeClock();
    const controller = new AbortController();
    clock.alarm(clock.now() + 5, () => controller.abort('too late'));
    await expect(clock.sleep(10, controller.signal)).rejects.toBe('too late');
  });
});

describe('chance', () => {
  it('is the same for the same seed, and between 0 and 1', () => {
    const draw = (seed: number) => {
      const clock = fakeClock({ seed });
      return Array.from({ length: 1000 }, () => clock.random());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(1).every((value) => value >= 0 && value < 1)).toBe(true);
    const mean = draw(1).reduce((sum, value) => sum + value) / 1000;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
  });
});
