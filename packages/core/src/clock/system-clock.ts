import type { Clock } from './clock.ts';

/** How often alarms are looked at: half of what the contract of {@link Clock.alarm} allows. */
const SWEEP_MS = 50;

interface Alarm {
  readonly atMs: number;
  readonly ring: () => void;
}

/**
 * The machine's own time and chance. All alarms share one timer, which runs only while there are
 * any, so that a call costs no timer and an idle process can exit.
 */
export const systemClock: Clock = createSystemClock();

function createSystemClock(): Clock {
  const alarms = new Set<Alarm>();
  let sweep: NodeJS.Timeout | undefined;

  const look = (): void => {
    const now = Date.now();
    for (const alarm of alarms) {
      if (alarm.atMs <= now) {
        alarms.delete(alarm);
        alarm.ring();
      }
    }
    if (alarms.size === 0) {
      clearInterval(sweep);
      sweep = undefined;
    }
  };

  return {
    now: () => Date.now(),
    sleep,
    alarm(atMs, ring) {
      const alarm: Alarm = { atMs, ring };
      alarms.add(alarm);
      sweep ??= setInterval(look, SWEEP_MS);
      return () => {
        alarms.delete(alarm);
        if (alarms.size === 0 && sweep !== undefined) {
          clearInterval(sweep);
          sweep = undefined;
        }
      };
    },
    random: () => Math.random(),
  };
}

/** Longest delay one Node timer takes; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const end = Date.now() + ms;
    let timer: NodeJS.Timeout;
    const leave = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const arrive = (): void => {
      const left = end - Date.now();
      if (left > 0) {
        timer = setTimeout(arrive, Math.min(left, LONGEST_TIMER_MS));
        return;
      }
      signal.removeEventListener('abort', leave);
      resolve();
    };
    timer = setTimeout(arrive, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS));
    signal.addEventListener('abort', leave, { once: true });
  });
}
