import { setImmediate as turn } from 'node:timers/promises';
import type { FakeClock } from '../fake-clock.ts';
import { within } from './within.ts';

/** What may pass in real time once the clock has gone far enough. */
const GRACE_MS = 1000;

/** How a fake clock is moved while something is awaited. */
export interface AdvanceOptions {
  readonly stepMs: number;
  /** The most that is moved: what has not settled by then is late. */
  readonly limitMs: number;
}

/**
 * Moves a fake clock step by step until the promise has settled, and then returns it. Between two
 * steps the event loop goes round, so that what a step set off can happen.
 */
export async function advanceUntil<T>(
  clock: FakeClock,
  promise: Promise<T>,
  { stepMs, limitMs }: AdvanceOptions,
): Promise<T> {
  let isSettled = false;
  const note = (): void => {
    isSettled = true;
  };
  promise.then(note, note);
  for (let movedMs = 0; !isSettled && movedMs < limitMs; movedMs += stepMs) {
    await turn();
    await turn();
    if (!isSettled) clock.advance(stepMs);
  }
  return within(GRACE_MS, `Moving the clock by ${limitMs} ms`, promise);
}
