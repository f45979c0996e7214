import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../config/read-settings.ts';
import { ChatError } from '../error/chat-error.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { createContext } from './create-context.ts';
import { openScope } from './open-scope.ts';

function setUp() {
  const clock = fakeClock();
  const controller = new AbortController();
  const settings = readSettings({});
  const outer = createContext({ clock, signal: controller.signal }, { settings });
  const listeners = (): number => getEventListeners(controller.signal, 'abort').length;
  return { clock, controller, outer, listeners };
}

const tooSlow = (): ChatError => new ChatError('timeout', 'Too slow.', { reason: 'idle' });

describe('a scope', () => {
  it('C3 ends the work inside and not the call', () => {
    const { outer } = setUp();
    const scope = openScope(outer);
    const error = tooSlow();
    scope.end(error);
    expect(scope.context.signal.reason).toBe(error);
    expect(outer.signal.aborted).toBe(false);
    scope.close();
  });

  it('C4 ends when the call does, for the same reason', () => {
    const { controller, outer } = setUp();
    const scope = openScope(outer);
    controller.abort('left');
    expect(scope.context.signal.reason).toBe('left');
  });

  it('C2 has ended already inside a call that has', () => {
    const { controller, outer, listeners } = setUp();
    controller.abort('left');
    const scope = openScope(outer);
    expect(scope.context.signal.reason).toBe('left');
    expect(listeners()).toBe(0);
    scope.close();
  });

  it('O5 ends at a limit and not before', () => {
    const { clock, outer } = setUp();
    const scope = openScope(outer);
    scope.limit(clock.now() + 100, tooSlow);
    clock.advance(99);
    expect(scope.context.signal.aborted).toBe(false);
    clock.advance(1);
    expect(scope.context.signal.reason).toMatchObject({ code: 'timeout', reason: 'idle' });
    scope.close();
  });

  it('keeps the first reason it ended for', () => {
    const { clock, controller, outer } = setUp();
    const scope = openScope(outer);
    scope.limit(clock.now() + 100, tooSlow);
    controller.abort('left');
    clock.advance(1000);
    expect(scope.context.signal.reason).toBe('left');
    scope.close();
  });

  it('O4 lifts a limit that is cancelled, and only that', () => {
    const { clock, outer } = setUp();
    const scope = openScope(outer);
    const cancel = scope.limit(clock.now() + 100, tooSlow);
    scope.limit(clock.now() + 300, () => new ChatError('deadline', 'Over.'));
    cancel();
    cancel();
    clock.advance(200);
    expect(scope.context.signal.aborted).toBe(false);
    clock.advance(100);
    expect(scope.context.signal.reason).toMatchObject({ code: 'deadline' });
    scope.close();
  });

  it('C7 leaves no listener and no alarm once closed', () => {
    const { clock, controller, outer, listeners } = setUp();
    const scope = openScope(outer);
    scope.limit(clock.now() + 100, tooSlow);
    expect([clock.alarmCount, listeners()]).toEqual([1, 1]);
    scope.close();
    scope.close();
    expect([clock.alarmCount, listeners()]).toEqual([0, 0]);
    controller.abort('left');
    clock.advance(1000);
    expect(scope.context.signal.aborted).toBe(false);
  });

  it('shares what a fork shares and takes changes', () => {
    const { outer } = setUp();
    const scope = openScope(outer, { attempt: 4 });
    expect(scope.context.attempt).toBe(4);
    expect(scope.context.trail).toBe(outer.trail);
    expect(scope.context.deadline).toBe(outer.deadline);
    scope.close();
  });
});
