import { getEventListeners } from 'node:events';
import {
  type CallOptions,
  compose,
  createContext,
  forkContext,
  type Policy,
  withPolicy,
} from '@scillm/core';
import { fakeClock, type ScriptStep, scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { drivenClock } from '../__fixtures__/driven-clock.ts';
import { busy, failureOf, fault, request, settings, storyOf } from '../__fixtures__/set-up.ts';
import type { RetryOptions } from '../router-options.ts';
import { retry } from './retry.ts';

const broken = fault('server_error', { status: 500 });

function setUp(steps: readonly ScriptStep[], call: CallOptions = {}, options: RetryOptions = {}) {
  const clock = fakeClock();
  const context = createContext({ clock, ...call }, { settings });
  const backend = scriptedTransport(steps, { id: 'a' });
  return { clock, context, backend, transport: withPolicy(backend, retry(options)) };
}

describe('retry', () => {
  it('C9 says its name', () => {
    expect(retry().name).toBe('retry');
    expect(compose(retry(), retry()).name).toBe('retry > retry');
  });

  it('R1 asks again, and tells the trail', async () => {
    const { clock, context, transport } = setUp([broken, 'answer']);
    const { scillm } = await transport.complete(request, context);
    expect(storyOf(scillm.attempts)).toEqual(['a first server_error', 'a retry served']);
    expect(scillm.attempts[1]).toMatchObject({ decision: 'retry 1', waitedMs: clock.sleeps[0] });
  });

  it('C1 repeats ordinal and revision, and so the idempotency key', async () => {
    const { context, backend, transport } = setUp([broken, 'answer']);
    await transport.complete(request, context);
    const plans = backend.calls.map(({ context: { plan } }) => [plan.ordinal, plan.revision]);
    expect(plans).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it('R5 keeps a wait the backend states', async () => {
    const { clock, context, transport } = setUp([busy(1234), 'answer']);
    await transport.complete(request, context);
    expect(clock.sleeps).toEqual([1234]);
  });

  it.each<[string, CallOptions, RetryOptions, number]>([
    ['the settings', {}, {}, 3],
    ['its options', {}, { maxRetries: 4 }, 5],
    ['the call', { maxRetries: 0 }, { maxRetries: 4 }, 1],
    ['the budget', { maxAttempts: 2 }, { maxRetries: 4 }, 2],
  ])('R1 stops by %s', async (_, call, options, attempts) => {
    const { clock, context, transport } = setUp([broken], call, options);
    const error = await failureOf(transport.complete(request, context));
    expect(error).toMatchObject({ code: 'server_error', status: 500 });
    expect(error.attempts).toHaveLength(attempts);
    expect(clock.sleeps).toHaveLength(attempts - 1);
  });

  it('R6 does not start a wait that would pass the deadline, and tells it', async () => {
    const { clock, context, transport } = setUp([busy(2000)], { deadlineMs: 1999 });
    const error = await failureOf(transport.complete(request, context));
    expect(error).toMatchObject({ code: 'rate_limit', retryAfterMs: 2000 });
    const computed = setUp([broken], { deadlineMs: 400 });
    const other = await failureOf(computed.transport.complete(request, computed.context));
    expect(other.retryAfterMs).toBeGreaterThanOrEqual(500);
    expect([...clock.sleeps, ...computed.clock.sleeps]).toEqual([]);
  });

  it('R3 leaves it to a sibling', async () => {
    const { context, transport } = setUp([broken, 'answer']);
    const fork = forkContext(context, { elsewhere: () => 'sibling' });
    expect((await failureOf(transport.complete(request, fork))).attempts).toHaveLength(1);
  });

  it.each(['aborted', 'all_failed', 'invalid_request', 'auth'] as const)(
    'does not repeat %s',
    async (code) => {
      const { context, transport } = setUp([fault(code)]);
      expect((await failureOf(transport.complete(request, context))).attempts).toHaveLength(1);
    },
  );

  it('retries a stream until it has begun, and not after', async () => {
    const { clock, context, transport } = setUp([broken, { text: 'half ', error: broken }]);
    const stream = await transport.stream(request, context);
    const read = async (): Promise<void> => {
      for await (const _ of stream);
    };
    const error = await failureOf(read());
    expect(error.partial).toBe('half ');
    expect(storyOf(error.attempts)).toEqual(['a first server_error', 'a retry server_error']);
    expect(clock.sleeps).toHaveLength(1);
  });

  it('C6 lets go of what is around it once: at the end of the stream, or of the call', async () => {
    const freed: string[] = [];
    const { context, transport } = setUp([broken, 'one two']);
    context.onEnd(() => freed.push('stream'));
    const stream = await transport.stream(request, context);
    expect(freed).toEqual([]);
    for await (const _ of stream);
    expect(freed).toEqual(['stream']);
    const other = setUp([broken]);
    other.context.onEnd(() => freed.push('call'));
    await failureOf(other.transport.complete(request, other.context));
    expect(freed).toEqual(['stream', 'call']);
  });

  it('C6 lets go of what is inside after every try, also one that never came to the wire', async () => {
    const { context } = setUp([]);
    const held: string[] = [];
    const hold: Policy = {
      name: 'hold',
      execute(next, inner) {
        held.push('taken');
        inner.onEnd(() => held.push('freed'));
        return next(inner);
      },
    };
    const full = () => Promise.reject(fault('local_limit'));
    const transport = { id: 'full', complete: full, stream: full };
    const work = withPolicy(transport, compose(retry(), hold)).complete(request, context);
    expect((await failureOf(work)).code).toBe('local_limit');
    expect(held).toEqual(['taken', 'freed', 'taken', 'freed', 'taken', 'freed']);
  });

  it('C5 an abort ends its wait at once, and lets go of everything', async () => {
    const clock = drivenClock();
    const controller = new AbortController();
    const { signal } = controller;
    const context = createContext({ clock, signal }, { settings });
    const freed: string[] = [];
    context.onEnd(() => freed.push('call'));
    const transport = withPolicy(scriptedTransport([broken, 'answer']), retry());
    const call = failureOf(transport.complete(request, context));
    await clock.run(Promise.resolve());
    controller.abort(new Error('left'));
    expect(await clock.run(call)).toMatchObject({ code: 'aborted', cause: { message: 'left' } });
    expect(freed).toEqual(['call']);
    expect([clock.pending, getEventListeners(signal, 'abort').length]).toEqual([0, 0]);
  });
});
