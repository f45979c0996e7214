import { AlarmBoard } from './alarm-board.ts';
import type { Clock } from './clock.ts';

const board = new AlarmBoard();

/** The machine's own time and chance. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep,
  alarm: (atMs, ring) => board.set(atMs, ring),
  random: () => Math.random(),
};

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
