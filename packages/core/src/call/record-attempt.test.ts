import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../config/read-settings.ts';
import { ChatError } from '../error/chat-error.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import type { CallEvent } from './call-event.ts';
import type { CallOptions } from './call-options.ts';
import { createContext } from './create-context.ts';
import { forkAttempt } from './fork-context.ts';
import { type AttemptFacts, type AttemptRecord, recordAttempt } from './record-attempt.ts';

const FACTS: AttemptFacts = {
  transport: 'chutes',
  provider: 'chutes',
  base: 'https://llm.chutes.ai/v1',
  model: 'm',
  pool: 'chutes:ab12',
  authStyle: 'bearer',
};

/** A call on a fake clock, and who still listens to its signal. */
function setUp(options: CallOptions = {}) {
  const clock = fakeClock();
  const controller = new AbortController();
  const { signal } = controller;
  const settings = readSettings({});
  const context = createContext({ clock, signal, ...options }, { settings });
  const listeners = (): number => getEventListeners(signal, 'abort').length;
  return { clock, controller, context, listeners };
}

describe('the trail', () => {
  it('C9 counts each try and keeps the order in which they started', () => {
    const { context, clock } = setUp();
    const first = recordAttempt(forkAttempt(context, { deployment: 'a' }), FACTS);
    clock.advance(5);
    const second = recordAttempt(
      forkAttempt(context, { deployment: 'b', kind: 'hedge', decision: 'hedge', waitedMs: 5 }),
      FACTS,
    );
    expect([first.context.attempt, second.context.attempt]).toEqual([1, 2]);
    second.serve();
    first.fail(new ChatError('aborted', 'Lost.'));
    expect(context.attempts.used).toBe(2);
    expect(
      context.trail.map(({ n, deployment, kind, outcome }) => [n, deployment, kind, outcome]),
    ).toEqual([
      [1, 'a', 'first', 'cancelled'],
      [2, 'b', 'hedge', 'served'],
    ]);
    expect(context.trail[1]).toMatchObject({ waitedMs: 5, decision: 'hedge' });
  });

  it('holds what the plan and the transport say', () => {
    const { context, clock } = setUp();
    const startedAtMs = clock.now();
    const record = recordAttempt(context, FACTS);
    clock.advance(30);
    record.serve();
    expect(context.trail).toEqual([
      {
        n: 1,
        kind: 'first',
        deployment: 'chutes',
        provider: 'chutes',
        base: 'https://llm.chutes.ai/v1',
        model: 'm',
        pool: 'chutes:ab12',
        authStyle: 'bearer',
        startedAtMs,
        waitedMs: 0,
        durationMs: 30,
        outcome: 'served',
        decision: 'direct',
      },
    ]);
  });

  it('Q1 puts the pool of the plan before the one of the transport', () => {
    const { context } = setUp();
    recordAttempt(forkAttempt(context, { pool: 'shared' }), FACTS).serve();
    expect(context.trail[0]?.pool).toBe('shared');
  });

  it('takes notes while the attempt is open and none afterwards', () => {
    const { context } = setUp();
    const record = recordAttempt(context, FACTS);
    record.context.note({ status: 200, requestId: 'r-1', firstTokenMs: 4, authStyle: 'x-api-key' });
    record.serve();
    record.context.note({ status: 500, requestId: 'r-2' });
    expect(context.trail[0]).toMatchObject({
      status: 200,
      requestId: 'r-1',
      firstTokenMs: 4,
      authStyle: 'x-api-key',
    });
  });

  it('takes notes through a fork of the context of the attempt', () => {
    const { context } = setUp();
    const record = recordAttempt(context, FACTS);
    forkAttempt(record.context, {}).note({ status: 206 });
    record.serve();
    expect(context.trail[0]?.status).toBe(206);
  });
});

describe('an attempt', () => {
  it('closes once: what comes later changes nothing', () => {
    const events: CallEvent[] = [];
    const { context, clock } = setUp({ onEvent: (event) => events.push(event) });
    const record = recordAttempt(context, FACTS);
    record.serve();
    clock.advance(10);
    record.serve();
    record.fail(new ChatError('network', 'Reset.'));
    expect(context.trail[0]).toMatchObject({ outcome: 'served', durationMs: 0 });
    expect(context.trail[0]).not.toHaveProperty('code');
    expect(events.map(({ type }) => type)).toEqual(['attempt_start', 'attempt_end']);
  });

  it('tells of its start and its end', () => {
    const seen: unknown[] = [];
    const { context } = setUp({
      onEvent: (event) => {
        if (event.type !== 'wait') seen.push([event.type, event.attempt.n, event.attempt.code]);
      },
    });
    recordAttempt(context, FACTS).fail(new ChatError('network', 'Reset.'));
    expect(seen).toEqual([
      ['attempt_start', 1, undefined],
      ['attempt_end', 1, 'network'],
    ]);
  });

  it.each<[string, (record: AttemptRecord) => unknown]>([
    ['serve', (record) => record.serve()],
    ['fail', (record) => record.fail(new ChatError('network', 'Reset.'))],
  ])('C6 runs its releases once at %s', (_, end) => {
    const { context } = setUp();
    let released = 0;
    context.onEnd(() => {
      released += 1;
    });
    const record = recordAttempt(context, FACTS);
    record.context.onEnd(() => {
      released += 10;
    });
    expect(released).toBe(0);
    end(record);
    end(record);
    expect(released).toBe(11);
  });

  it('C7 leaves no listener and no alarm, however it ends', () => {
    const { context, clock, listeners } = setUp();
    const records = Array.from({ length: 30 }, () => recordAttempt(context, FACTS));
    expect(listeners()).toBe(1);
    for (const [index, record] of records.entries()) {
      if (index % 2 === 0) record.serve();
      else record.fail(new Error('boom'));
    }
    expect([listeners(), clock.alarmCount]).toEqual([0, 0]);
  });

  it('C2 leaves a signal that has aborted to the transport, and shows it inside', () => {
    const { context, controller } = setUp();
    controller.abort('left');
    const record = recordAttempt(context, FACTS);
    expect(record.context.signal.reason).toBe('left');
    record.fail(new ChatError('aborted', 'Left.'));
  });
});

describe('its time', () => {
  it('C5 ends at the deadline with deadline', () => {
    const { context, clock } = setUp({ deadlineMs: 1000 });
    const record = recordAttempt(context, FACTS);
    clock.advance(999);
    expect(record.context.signal.aborted).toBe(false);
    clock.advance(1);
    expect(record.context.signal.reason).toMatchObject({ code: 'deadline' });
    expect(context.signal.aborted).toBe(false);
    expect(record.fail(record.context.signal.reason).code).toBe('deadline');
    expect(context.trail[0]).toMatchObject({ outcome: 'failed', code: 'deadline' });
  });

  it('C5 ends with deadline where both limits fall together', () => {
    const { context, clock } = setUp({ deadlineMs: 500, timeoutMs: 500 });
    const record = recordAttempt(context, FACTS);
    clock.advance(500);
    expect(record.fail(record.context.signal.reason).code).toBe('deadline');
  });

  it('ends at its own limit with timeout', () => {
    const { context, clock } = setUp({ timeoutMs: 200 });
    const record = recordAttempt(context, FACTS);
    clock.advance(200);
    expect(record.fail(record.context.signal.reason)).toMatchObject({
      code: 'timeout',
      reason: 'attempt',
    });
    expect(context.trail[0]).toMatchObject({ outcome: 'failed', reason: 'attempt' });
  });

  it('O4 is bounded by the deadline alone once the answer has begun', () => {
    const { context, clock } = setUp({ timeoutMs: 200, deadlineMs: 1000 });
    const record = recordAttempt(context, FACTS);
    record.commit();
    clock.advance(999);
    expect(record.context.signal.aborted).toBe(false);
    clock.advance(1);
    expect(record.context.signal.reason).toMatchObject({ code: 'deadline' });
    record.fail(record.context.signal.reason);
  });

  it('C3 can be ended without ending the call', () => {
    const { context } = setUp();
    const record = recordAttempt(context, FACTS);
    const error = new ChatError('aborted', 'Another one won.');
    record.abort(error);
    expect(record.context.signal.reason).toBe(error);
    expect(context.signal.aborted).toBe(false);
    record.fail(error);
    expect(context.trail[0]?.outcome).toBe('cancelled');
  });
});

it('loses no place and no answer to a listener that throws', () => {
  const context = createContext({
    onEvent: () => {
      throw new Error('a listener of the caller');
    },
  });
  let isReleased = false;
  context.onEnd(() => {
    isReleased = true;
  });
  const record = recordAttempt(context, FACTS);
  expect(record.serve().attemptCount).toBe(1);
  expect(isReleased).toBe(true);
});
