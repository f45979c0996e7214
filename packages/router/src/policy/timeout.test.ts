import { getEventListeners } from 'node:events';
import { type CallOptions, createContext, forkContext, withPolicy } from '@scillm/core';
import { type ScriptStep, scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { drivenClock } from '../__fixtures__/driven-clock.ts';
import { failureOf, fault, request, settings } from '../__fixtures__/set-up.ts';
import { timeout } from './timeout.ts';

function setUp(steps: readonly ScriptStep[], call: CallOptions = {}, attemptMs = 1000) {
  const clock = drivenClock();
  const controller = new AbortController();
  const { signal } = controller;
  const context = createContext({ clock, signal, ...call }, { settings });
  const backend = scriptedTransport(steps, { id: 'a' });
  const left = (): readonly number[] => [clock.pending, getEventListeners(signal, 'abort').length];
  const transport = withPolicy(backend, timeout({ attemptMs }));
  return { clock, controller, context, backend, transport, left };
}

describe('timeout', () => {
  it('C9 says its name', () => {
    expect(timeout().name).toBe('timeout');
  });

  it('O5 ends an attempt at its limit and not before', async () => {
    const { clock, context, transport, left } = setUp(['hang']);
    const start = clock.now();
    const error = await clock.run(failureOf(transport.complete(request, context)));
    expect(error).toMatchObject({ code: 'timeout', reason: 'attempt' });
    expect(error.attempts).toMatchObject([{ outcome: 'failed', durationMs: 1000 }]);
    expect(clock.now() - start).toBe(1000);
    expect(left()).toEqual([0, 0]);
  });

  it('C3 does not abort the call', async () => {
    const { clock, context, transport } = setUp(['hang']);
    await clock.run(failureOf(transport.complete(request, context)));
    expect(context.signal.aborted).toBe(false);
  });

  it('takes the limit of the context without one of its own, and passes other spans on', async () => {
    const clock = drivenClock();
    const backend = scriptedTransport(['hang'], { id: 'a' });
    const context = createContext({ clock, timeoutMs: 70 }, { settings });
    const call = withPolicy(backend, timeout({ idleMs: 3 })).complete(request, context);
    const error = await clock.run(failureOf(call));
    expect(error.attempts[0]?.durationMs).toBe(70);
    expect(backend.calls[0]?.context.timeouts).toMatchObject({ idleMs: 3, connectMs: 5000 });
  });

  it('O2 gives two thirds of the time left while somebody else is there', async () => {
    const { clock, context, transport } = setUp(['hang'], { deadlineMs: 900 });
    const fork = forkContext(context, { elsewhere: () => 'fallback' });
    const error = await clock.run(failureOf(transport.complete(request, fork)));
    expect(error.attempts[0]?.durationMs).toBe(600);
  });

  it('O4 lets a stream go on once it has begun', async () => {
    const { clock, context, transport, left } = setUp(['one two']);
    const stream = await transport.stream(request, context);
    await clock.run(clock.sleep(5000, new AbortController().signal));
    let chunks = 0;
    for await (const _ of stream) chunks += 1;
    expect(chunks).toBe(4);
    expect(left()).toEqual([0, 0]);
  });

  it('ends a stream that does not begin', async () => {
    const { clock, context, transport, left } = setUp(['hang']);
    const error = await clock.run(failureOf(transport.stream(request, context)));
    expect(error).toMatchObject({ code: 'timeout', reason: 'attempt' });
    expect(left()).toEqual([0, 0]);
  });

  it('C7 leaves nothing behind after an answer, a failure, an abort or a broken stream', async () => {
    const good = setUp(['answer']);
    await good.transport.complete(request, good.context);
    const bad = setUp([fault('auth')]);
    await failureOf(bad.transport.complete(request, bad.context));
    const left = setUp(['hang']);
    const call = failureOf(left.transport.complete(request, left.context));
    left.controller.abort();
    expect((await left.clock.run(call)).code).toBe('aborted');
    const cut = setUp([{ text: 'half ', error: fault('stream_cut') }]);
    const stream = await cut.transport.stream(request, cut.context);
    const read = async (): Promise<void> => {
      for await (const _ of stream);
    };
    await failureOf(read());
    expect([good, bad, left, cut].map((subject) => subject.left())).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });
});
