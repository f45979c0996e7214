import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SharedSignal } from './shared-signal.ts';

function listeners(signal: AbortSignal): number {
  return getEventListeners(signal, 'abort').length;
}

describe("a caller's signal", () => {
  it('is shared by all calls it is given to', () => {
    const { signal } = new AbortController();
    expect(SharedSignal.of(signal)).toBe(SharedSignal.of(signal));
    expect(SharedSignal.of(signal).signal).toBe(signal);
  });

  it('C7 has one listener for many, and none once the last has left', () => {
    const { signal } = new AbortController();
    const shared = SharedSignal.of(signal);
    const all = Array.from({ length: 30 }, () => (): void => undefined);
    for (const listener of all) shared.addEventListener('abort', listener);
    expect(listeners(signal)).toBe(1);
    for (const listener of all) shared.removeEventListener('abort', listener);
    for (const listener of all) shared.removeEventListener('abort', listener);
    expect(listeners(signal)).toBe(0);
  });

  it('tells all who still listen, and listens again after all had left', () => {
    const controller = new AbortController();
    const shared = SharedSignal.of(controller.signal);
    const heard: string[] = [];
    const leaver = (): void => void heard.push('leaver');
    shared.addEventListener('abort', leaver);
    shared.removeEventListener('abort', leaver);
    shared.addEventListener('abort', () => heard.push('a'));
    shared.addEventListener('abort', () => heard.push('b'));
    controller.abort('left');
    expect([heard, shared.aborted, shared.reason]).toEqual([['a', 'b'], true, 'left']);
    expect(listeners(controller.signal)).toBe(0);
  });

  it('tells nobody who comes after the abort', () => {
    const shared = SharedSignal.of(AbortSignal.abort('left'));
    let isTold = false;
    shared.addEventListener('abort', () => {
      isTold = true;
    });
    expect([isTold, listeners(shared.signal)]).toEqual([false, 0]);
  });
});
