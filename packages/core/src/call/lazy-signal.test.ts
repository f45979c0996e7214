import { describe, expect, it } from 'vitest';
import { LazySignal } from './lazy-signal.ts';

describe('a signal made on demand', () => {
  it('tells who listens, once, with the first reason', () => {
    const lazy = new LazySignal();
    const heard: unknown[] = [];
    lazy.addEventListener('abort', () => heard.push(lazy.reason));
    lazy.abort('first');
    lazy.abort('second');
    expect([lazy.aborted, lazy.reason, heard]).toEqual([true, 'first', ['first']]);
  });

  it('tells nobody who left, and nobody who came too late', () => {
    const lazy = new LazySignal();
    const heard: string[] = [];
    const leaver = (): void => void heard.push('leaver');
    lazy.addEventListener('abort', leaver);
    lazy.removeEventListener('abort', leaver);
    lazy.removeEventListener('abort', leaver);
    lazy.abort('over');
    lazy.addEventListener('abort', () => heard.push('late'));
    expect(heard).toEqual([]);
  });

  it('does not call who leaves while it rings, nor who comes too late, as a signal does', () => {
    const lazy = new LazySignal();
    const heard: string[] = [];
    const second = (): void => void heard.push('second');
    lazy.addEventListener('abort', () => {
      heard.push('first');
      lazy.removeEventListener('abort', second);
      lazy.addEventListener('abort', () => heard.push('late'));
    });
    lazy.addEventListener('abort', second);
    lazy.abort('over');
    expect(heard).toEqual(['first']);
  });

  it('becomes one real signal, which aborts with it', () => {
    const lazy = new LazySignal();
    const { signal } = lazy;
    expect([signal instanceof AbortSignal, signal.aborted]).toEqual([true, false]);
    expect(lazy.signal).toBe(signal);
    const reason = new Error('over');
    lazy.abort(reason);
    expect([signal.aborted, signal.reason]).toEqual([true, reason]);
  });

  it('becomes an aborted signal where it has aborted before', () => {
    const lazy = new LazySignal();
    lazy.abort('over');
    expect([lazy.signal.aborted, lazy.signal.reason]).toEqual([true, 'over']);
  });
});
