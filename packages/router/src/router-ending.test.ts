import { getEventListeners } from 'node:events';
import { type CallEvent, createContext } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import { drivenClock } from './__fixtures__/driven-clock.ts';
import {
  busy,
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  settings,
  storyOf,
} from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';

const broken = fault('server_error', { status: 500 });

function driven(...scripts: readonly Parameters<typeof deployment>[1][]) {
  const clock = drivenClock();
  const deployments = scripts.map((script, index) => deployment('abc'.charAt(index), script));
  const router = createRouter({ settings, clock, routes: { fast: deployments } });
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = (): number => getEventListeners(signal, 'abort').length;
  return { clock, deployments, router, controller, signal, listeners };
}

describe('C2 a signal that has aborted', () => {
  it('ends a call before anybody is asked', async () => {
    const { deployments, router, controller, signal } = driven(['answer']);
    controller.abort(new Error('left'));
    const error = await failureOf(router.complete(request, { signal }));
    expect(error).toMatchObject({ code: 'aborted', cause: { message: 'left' }, attempts: [] });
    expect(deployments[0]?.transport.calls).toEqual([]);
  });
});

describe('C5 an abort', () => {
  it('in an attempt is neither retried nor taken elsewhere, and keeps its reason', async () => {
    const { clock, deployments, router, controller, signal, listeners } = driven(
      ['hang', 'answer'],
      ['answer'],
    );
    const call = failureOf(router.complete(request, { signal }));
    await clock.run(Promise.resolve());
    controller.abort(new Error('left'));
    const error = await clock.run(call);
    expect(error).toMatchObject({ code: 'aborted', cause: { message: 'left' } });
    expect(error.attempts).toMatchObject([{ deployment: 'a', outcome: 'cancelled' }]);
    expect(deployments[1]?.transport.calls).toEqual([]);
    expect([listeners(), clock.pending]).toEqual([0, 0]);
  });

  it('in a retry wait ends it at once, and the health is what it was', async () => {
    const { clock, router, controller, signal, listeners } = driven([busy(2000), 'answer']);
    const call = failureOf(router.complete(request, { signal }));
    await clock.run(Promise.resolve());
    controller.abort(new Error('left'));
    const start = clock.now();
    const error = await clock.run(call);
    expect(error).toMatchObject({ code: 'aborted', attempts: [{ code: 'rate_limit' }] });
    expect(clock.now()).toBe(start);
    expect([listeners(), clock.pending]).toEqual([0, 0]);
    await clock.run(clock.sleep(2000, new AbortController().signal));
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual(['a first served']);
  });

  it('I9 counts for nothing, however often', async () => {
    const { clock, deployments, router } = driven(['hang'], ['answer']);
    for (let count = 1; count <= 6; count += 1) {
      const controller = new AbortController();
      const call = failureOf(router.complete(request, { signal: controller.signal }));
      await clock.run(Promise.resolve());
      controller.abort();
      await clock.run(call);
      expect(deployments[0]?.transport.calls).toHaveLength(count);
    }
  });

  it('B7 of a probe frees its place', async () => {
    const { clock, router, controller, signal } = driven(
      [broken, broken, broken, 'hang', 'answer'],
      ['answer'],
    );
    await clock.run(router.complete(request));
    await clock.run(clock.sleep(11_000, new AbortController().signal));
    const call = failureOf(router.complete(request, { signal }));
    await clock.run(Promise.resolve());
    controller.abort();
    expect((await clock.run(call)).attempts[0]?.kind).toBe('probe');
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual(['a probe served']);
  });

  it('keeps the failures before it', async () => {
    const { clock, router, controller, signal } = driven([fault('auth')], ['hang']);
    const call = failureOf(router.complete(request, { signal }));
    await clock.run(Promise.resolve());
    controller.abort();
    expect((await clock.run(call)).errors).toMatchObject([{ code: 'auth', deployment: 'a' }]);
  });
});

describe('C5 the deadline', () => {
  it('in an attempt is deadline, neither aborted nor timeout, and changes no health', async () => {
    const { clock, deployments, router } = driven(['hang', 'answer']);
    const start = clock.now();
    const error = await clock.run(failureOf(router.complete(request, { deadlineMs: 3000 })));
    expect(error).toMatchObject({ code: 'deadline', attempts: [{ code: 'deadline' }] });
    expect(clock.now() - start).toBe(3000);
    expect(deployments[0]?.transport.calls).toHaveLength(1);
    expect(clock.pending).toBe(0);
    expect((await router.complete(request)).scillm.attempts[0]?.kind).toBe('first');
  });

  it('ends a transport that does not hear its signal', async () => {
    const clock = drivenClock();
    const deaf = {
      id: 'deaf',
      complete: () => new Promise<never>(() => {}),
      stream: () => new Promise<never>(() => {}),
    };
    const routes = { fast: [{ id: 'a', model: 'm', transport: deaf }] };
    const router = createRouter({ settings, clock, routes });
    const error = await clock.run(failureOf(router.complete(request, { deadlineMs: 3000 })));
    expect(error.code).toBe('deadline');
    expect(clock.pending).toBe(0);
  });
});

describe('a budget that is spent', () => {
  it('I1 is an error, not an answer', async () => {
    const { clock, router } = routerOf([deployment('a', ['answer'])]);
    const context = createContext({ clock, maxAttempts: 1 }, { settings });
    context.attempts.used = 1;
    const error = await failureOf(router.complete(request, context));
    expect(error.code).toBe('local_limit');
    expect(error.message).toContain('maxAttempts');
  });
});

describe('C8 what is not a ChatError', () => {
  it('becomes internal, with it as the cause', async () => {
    const { clock, router } = routerOf([
      {
        id: 'a',
        model: 'm',
        transport: {
          id: 'bug',
          complete: () => Promise.reject(new TypeError('bug')),
          stream: () => Promise.reject(new TypeError('bug')),
        },
      },
    ]);
    const error = await failureOf(router.complete(request));
    expect(error).toMatchObject({ code: 'internal', cause: { message: 'bug' } });
    expect(clock.alarmCount).toBe(0);
  });
});

describe('onEvent', () => {
  const types = (events: readonly CallEvent[]): readonly string[] => events.map(({ type }) => type);

  it('I6 tells router and caller of attempts and waits, the last of which is an attempt', async () => {
    const ours: CallEvent[] = [];
    const theirs: CallEvent[] = [];
    const onEvent = (event: CallEvent): void => void ours.push(event);
    const { router } = routerOf([deployment('a', [busy(10)])], { onEvent });
    await failureOf(router.complete(request, { onEvent: (event) => void theirs.push(event) }));
    expect(types(ours)).toEqual([
      ...['attempt_start', 'attempt_end', 'wait'],
      ...['attempt_start', 'attempt_end', 'wait'],
      ...['attempt_start', 'attempt_end'],
    ]);
    expect(theirs).toEqual(ours);
  });

  it('tells the router of calls that bring their own context', async () => {
    const ours: CallEvent[] = [];
    const { clock, router } = routerOf([deployment('a', ['answer'])], {
      onEvent: (event) => void ours.push(event),
    });
    await router.complete(request, createContext({ clock }, { settings }));
    expect(types(ours)).toEqual(['attempt_start', 'attempt_end']);
  });
});
