import { getEventListeners } from 'node:events';
import { type CallOptions, compose, createContext, withPolicy } from '@scillm/core';
import { type ScriptStep, scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { drivenClock } from '../__fixtures__/driven-clock.ts';
import { busy, failureOf, request, settings } from '../__fixtures__/set-up.ts';
import { deadline } from './deadline.ts';
import { retry } from './retry.ts';

function setUp(steps: readonly ScriptStep[], call: CallOptions = {}) {
  const clock = drivenClock();
  const controller = new AbortController();
  const { signal } = controller;
  const context = createContext({ clock, signal, ...call }, { settings });
  const left = (): readonly number[] => [clock.pending, getEventListeners(signal, 'abort').length];
  return { clock, controller, context, backend: scriptedTransport(steps, { id: 'a' }), left };
}

describe('deadline', () => {
  it('C9 says its name', () => {
    expect(deadline({ ms: 1 }).name).toBe('deadline');
    expect(compose(deadline({ ms: 1 }), retry()).name).toBe('deadline > retry');
  });

  it('C5 ends what is inside, with deadline', async () => {
    const { clock, context, backend, left } = setUp(['hang']);
    const start = clock.now();
    const call = withPolicy(backend, deadline({ ms: 700 })).complete(request, context);
    const error = await clock.run(failureOf(call));
    expect(error).toMatchObject({ code: 'deadline', attempts: [{ code: 'deadline' }] });
    expect(clock.now() - start).toBe(700);
    expect(context.signal.aborted).toBe(false);
    expect(left()).toEqual([0, 0]);
  });

  it('does not move an earlier one', async () => {
    const { clock, context, backend } = setUp(['hang'], { deadlineMs: 300 });
    const start = clock.now();
    const call = withPolicy(backend, deadline({ ms: 700 })).complete(request, context);
    expect((await clock.run(failureOf(call))).code).toBe('deadline');
    expect(clock.now() - start).toBe(300);
  });

  it('R6 is what a retry inside plans with', async () => {
    const { clock, context, backend } = setUp([busy(1000), 'answer']);
    const transport = withPolicy(backend, compose(deadline({ ms: 700 }), retry()));
    const error = await clock.run(failureOf(transport.complete(request, context)));
    expect(error).toMatchObject({ code: 'rate_limit', retryAfterMs: 1000 });
    expect(backend.calls).toHaveLength(1);
  });

  it('ends a stream that has begun', async () => {
    const { clock, context, backend, left } = setUp(['one two three']);
    const stream = await withPolicy(backend, deadline({ ms: 700 })).stream(request, context);
    const chunks = stream[Symbol.asyncIterator]();
    await chunks.next();
    await clock.run(clock.sleep(700, new AbortController().signal));
    expect(await failureOf(chunks.next())).toMatchObject({ code: 'deadline' });
    expect(left()).toEqual([0, 0]);
  });

  it('C7 leaves nothing behind after an answer, a stream or an abort', async () => {
    const policy = deadline({ ms: 700 });
    const answered = setUp(['answer']);
    await withPolicy(answered.backend, policy).complete(request, answered.context);
    const streamed = setUp(['one two']);
    for await (const _ of await withPolicy(streamed.backend, policy).stream(
      request,
      streamed.context,
    ));
    const left = setUp(['hang']);
    const call = failureOf(withPolicy(left.backend, policy).complete(request, left.context));
    left.controller.abort(new Error('left'));
    expect(await left.clock.run(call)).toMatchObject({ code: 'aborted' });
    for (const subject of [answered, streamed, left]) expect(subject.left()).toEqual([0, 0]);
  });
});
