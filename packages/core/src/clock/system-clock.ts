import type { Clock } from './clock.ts';

/** How often alarms are looked at: half of what the contract of {@link Clock.alarm} allows. */
const SWEEP_MS = 50;

interface Alarm {
  readonly atMs: number;
  /** Absent once it has rung or was cancelled. */
  ring: (() => void) | undefined;
}

/**
 * The machine's own time and chance. All alarms share one timer, which runs only while there are
 * any, so that a call costs no timer and an idle process can exit.
 */
export const systemClock: Clock = createSystemClock();

function createSystemClock(): Clock {
  // Not a Set: where much comes and goes, V8 keeps what was deleted until the next full collection.
  let alarms: Alarm[] = [];
  let pending = 0;
  let sweep: NodeJS.Timeout | undefined;

  const look = (): void => {
    const now = Date.now();
    const due = alarms.filter(({ ring, atMs }) => ring !== undefined && atMs <= now);
    alarms = alarms.filter(({ ring, atMs }) => ring !== undefined && atMs > now);
    for (const alarm of due) take(alarm)?.();
  };

  /** Takes the bell off an alarm; with the last one the timer goes. */
  const take = (alarm: Alarm): Alarm['ring'] => {
    const { ring } = alarm;
    if (ring === undefined) return undefined;
    alarm.ring = undefined;
    pending -= 1;
    if (pending > 0) return ring;
    clearInterval(sweep);
    sweep = undefined;
    alarms = [];
    return ring;
  };

  return {
    now: () => Date.now(),
    sleep,
    alarm(atMs, ring) {
      const alarm: Alarm = { atMs, ring };
      alarms.push(alarm);
      pending += 1;
      sweep ??= setInterval(look, SWEEP_MS);
      return () => {
        take(alarm);
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
