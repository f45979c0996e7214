import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../config/read-settings.ts';
import { ChatError } from '../error/chat-error.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import type { CallContext } from './call-context.ts';
import type { CallEvent } from './call-event.ts';
import type { CallOptions } from './call-options.ts';
import { createContext } from './create-context.ts';
import { endAttempt, forkAttempt, forkContext } from './fork-context.ts';

const settings = readSettings({});

function contextOf(options: CallOptions = {}): CallContext {
  return createContext({ clock: fakeClock(), ...options }, { settings });
}

async function failure(work: Promise<unknown>): Promise<ChatError> {
  try {
    await work;
  } catch (error) {
    if (ChatError.is(error)) return error;
  }
  throw new Error('Nothing failed.');
}

describe('a forked context', () => {
  it('shares deadline, budget, trail and ends by reference', () => {
    const context = contextOf();
    const fork = forkContext(context, { attempt: 3 });
    for (const field of ['deadline', 'attempts', 'trail', 'ends', 'clock', 'settings'] as const) {
      expect(fork[field]).toBe(context[field]);
    }
    fork.attempts.used += 1;
    expect(context.attempts.used).toBe(1);
  });

  it('changes what is named and leaves the outer one alone', () => {
    const context = contextOf();
    const fork = forkContext(context, { attempt: 3, avoid: new Set(['a']) });
    expect([fork.attempt, context.attempt]).toEqual([3, 0]);
    expect([fork.avoid.size, context.avoid.size]).toEqual([1, 0]);
  });

  it('keeps methods that were replaced, through further forks', async () => {
    const waits: number[] = [];
    const context = forkContext(contextOf(), {
      elsewhere: () => 'sibling',
      wait: async (ms) => {
        waits.push(ms);
      },
    });
    const fork = forkContext(context, { attempt: 1 });
    expect(fork.elsewhere()).toBe('sibling');
    await fork.wait(5, 'retry');
    expect(waits).toEqual([5]);
  });

  it('waits and ends on its own signal, not on the outer one', async () => {
    const controller = new AbortController();
    const context = contextOf();
    const fork = forkContext(context, { signal: controller.signal });
    controller.abort('left');
    expect((await failure(fork.wait(1, 'retry'))).code).toBe('aborted');
    await context.wait(1, 'retry');
  });
});

describe('wait', () => {
  it('sleeps on the clock of the call and says so', async () => {
    const clock = fakeClock();
    const events: CallEvent[] = [];
    const context = contextOf({ clock, onEvent: (event) => events.push(event) });
    await context.wait(250, 'retry');
    expect(clock.sleeps).toEqual([250]);
    expect(events).toEqual([{ type: 'wait', ms: 250, reason: 'retry' }]);
  });

  it('R6 refuses at once what would not end before the deadline', async () => {
    const clock = fakeClock();
    const events: CallEvent[] = [];
    const context = contextOf({ clock, deadlineMs: 1000, onEvent: (event) => events.push(event) });
    clock.advance(400);
    const error = await failure(context.wait(600.5, 'retry'));
    expect(error).toMatchObject({ code: 'deadline', retryAfterMs: 601 });
    expect(clock.sleeps).toEqual([]);
    expect(events).toEqual([]);
    await context.wait(600, 'retry');
    expect(clock.sleeps).toEqual([600]);
  });

  it('C4 is aborted before it begins, with the reason of the caller as cause', async () => {
    const clock = fakeClock();
    const events: CallEvent[] = [];
    const reason = new Error('left the page');
    const signal = AbortSignal.abort(reason);
    const context = contextOf({ clock, signal, onEvent: (event) => events.push(event) });
    const error = await failure(context.wait(Number.POSITIVE_INFINITY, 'retry'));
    expect([error.code, error.cause]).toEqual(['aborted', reason]);
    expect([clock.sleeps, events]).toEqual([[], []]);
  });

  it('C4 is aborted in the middle, and leaves no listener and no sleeper', async () => {
    const clock = fakeClock({ sleepsPass: false });
    const controller = new AbortController();
    const context = contextOf({ clock, signal: controller.signal });
    const waiting = failure(context.wait(1000, 'retry'));
    expect([clock.sleeperCount, listeners(controller.signal)]).toEqual([1, 1]);
    controller.abort(null);
    const error = await waiting;
    expect([error.code, error.cause]).toEqual(['aborted', null]);
    expect([clock.sleeperCount, listeners(controller.signal)]).toEqual([0, 0]);
  });

  it('C5 is ended by a deadline as deadline, not as aborted', async () => {
    const clock = fakeClock({ sleepsPass: false });
    const controller = new AbortController();
    const context = contextOf({ clock, signal: controller.signal });
    const waiting = failure(context.wait(1000, 'retry'));
    const reason = new ChatError('deadline', 'Too late.');
    controller.abort(reason);
    expect(await waiting).toBe(reason);
  });

  it('passes on what a clock throws by itself', async () => {
    const clock = { ...fakeClock(), sleep: () => Promise.reject(new Error('broken')) };
    await expect(contextOf({ clock }).wait(1, 'retry')).rejects.toThrow('broken');
  });
});

describe('onEnd', () => {
  it('C6 runs each release once, in order, when the attempt is over', () => {
    const context = contextOf();
    const released: string[] = [];
    context.onEnd(() => released.push('a'));
    forkContext(context, { attempt: 1 }).onEnd(() => released.push('b'));
    expect(released).toEqual([]);
    endAttempt(context);
    endAttempt(context);
    expect(released).toEqual(['a', 'b']);
  });

  it('C6 runs at once what comes after the end', () => {
    const context = contextOf();
    const released: string[] = [];
    endAttempt(context);
    context.onEnd(() => released.push('late'));
    expect(released).toEqual(['late']);
  });

  it('C6 keeps the ends of attempts apart', () => {
    const context = contextOf();
    const released: string[] = [];
    context.onEnd(() => released.push('call'));
    const [first, second] = [
      forkAttempt(context, { deployment: 'a' }),
      forkAttempt(context, { deployment: 'b', kind: 'hedge' }),
    ];
    first.onEnd(() => released.push('first'));
    second.onEnd(() => released.push('second'));
    endAttempt(second);
    expect(released).toEqual(['second']);
    endAttempt(first);
    expect(released).toEqual(['second', 'first']);
    expect(first.plan).toEqual({ ...context.plan, deployment: 'a' });
    expect(second.trail).toBe(context.trail);
  });
});

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}
