import type { Clock } from '../clock/clock.ts';

/** Options of {@link fakeClock}. */
export interface FakeClockOptions {
  /** @default Sun, 22 Nov 2026 10:00:00 GMT */
  readonly nowMs?: number;
  /** @default 1 */
  readonly seed?: number;
  /**
   * Whether a sleep passes at once and moves the time along. Off, sleepers wait for `advance`.
   *
   * @default true
   */
  readonly sleepsPass?: boolean;
}

/** A clock that a test moves. */
export interface FakeClock extends Clock {
  /** Every sleep asked for, in milliseconds, in order. */
  readonly sleeps: readonly number[];
  /** Alarms that have neither rung nor been cancelled. */
  readonly alarmCount: number;
  /** Sleepers that have not woken yet. */
  readonly sleeperCount: number;
  /** Moves the time; alarms and sleepers that are due ring on the way, in their order. */
  advance(ms: number): void;
}

interface Due {
  readonly atMs: number;
  readonly ring: () => void;
}

/** A clock for tests: it stands still unless moved, and its chance comes from a seed. */
export function fakeClock(options: FakeClockOptions = {}): FakeClock {
  const { nowMs = Date.UTC(2026, 10, 22, 10), seed = 1, sleepsPass = true } = options;
  let now = nowMs;
  const alarms = new Set<Due>();
  const sleepers = new Set<Due>();
  const sleeps: number[] = [];

  const add = (set: Set<Due>, atMs: number, ring: () => void): (() => void) => {
    const due: Due = { atMs, ring };
    set.add(due);
    return () => set.delete(due);
  };

  const advance = (ms: number): void => {
    const end = now + ms;
    for (;;) {
      const next = [...alarms, ...sleepers]
        .filter(({ atMs }) => atMs <= end)
        .sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      now = Math.max(now, next.atMs);
      alarms.delete(next);
      sleepers.delete(next);
      next.ring();
    }
    now = end;
  };

  return {
    sleeps,
    get alarmCount() {
      return alarms.size;
    },
    get sleeperCount() {
      return sleepers.size;
    },
    advance,
    now: () => now,
    random: seededRandom(seed),
    alarm: (atMs, ring) => add(alarms, atMs, ring),
    sleep(ms, signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      sleeps.push(ms);
      if (sleepsPass) {
        advance(ms);
        return signal.aborted ? Promise.reject(signal.reason) : Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          cancel();
          reject(signal.reason);
        };
        const cancel = add(sleepers, now + ms, () => {
          signal.removeEventListener('abort', leave);
          resolve();
        });
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}

/** A small generator (an additive step, then a multiplicative hash): the same seed, the same numbers. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
}
