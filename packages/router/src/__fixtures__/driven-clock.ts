import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';

/** A fake clock that moves from one due time to the next while something is awaited. */
export interface DrivenClock extends Clock {
  /** Alarms and sleepers still waiting. */
  readonly pending: number;
  /** Moves the time as far as the work needs, and gives its outcome. */
  run<T>(work: Promise<T>): Promise<T>;
}

/** Turns of the event loop in which everything that a due time set off has happened. */
const TURNS = 2;

export function drivenClock(seed = 1): DrivenClock {
  const clock = fakeClock({ seed, sleepsPass: false });
  const dues = new Set<{ readonly atMs: number }>();
  const settle = async (): Promise<void> => {
    for (let count = 0; count < TURNS; count += 1) await turn();
  };
  return {
    get pending() {
      return dues.size;
    },
    now: clock.now,
    random: clock.random,
    sleep(ms, signal) {
      const due = { atMs: clock.now() + ms };
      dues.add(due);
      return clock.sleep(ms, signal).finally(() => dues.delete(due));
    },
    alarm(atMs, ring) {
      const due = { atMs };
      dues.add(due);
      const cancel = clock.alarm(atMs, () => {
        dues.delete(due);
        ring();
      });
      return () => {
        dues.delete(due);
        cancel();
      };
    },
    async run(work) {
      let isSettled = false;
      const note = (): void => {
        isSettled = true;
      };
      work.then(note, note);
      await settle();
      while (!isSettled) {
        const next = Math.min(...[...dues].map(({ atMs }) => atMs));
        if (!Number.isFinite(next)) throw new Error('Nothing is due and the work is not done.');
        clock.advance(Math.max(0, next - clock.now()));
        await settle();
      }
      return work;
    },
  };
}
