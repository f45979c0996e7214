import type { ErrorCode } from '@scillm/core';
import { describe, expect, it } from 'vitest';
import {
  askedIn,
  busy,
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  type ScriptedDeployment,
  storyOf,
} from './__fixtures__/set-up.ts';

const broken = fault('server_error', { status: 500 });
const gone = fault('auth', { status: 401 });
const tooLong = fault('context_length', { status: 400 });
const filtered = fault('content_filter', { status: 400 });

const answering = (id: string): ScriptedDeployment => deployment(id, ['answer']);

describe('T3 the generic chain', () => {
  it('comes after every tier of the route', async () => {
    const { router } = routerOf([deployment('a', [gone]), deployment('b', [gone])], {
      routes: { slow: [answering('c')] },
      fallbacks: { generic: { fast: ['slow'] } },
    });
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual([
      'a first auth',
      'b fallback auth',
      'c fallback served',
    ]);
    expect(scillm.attempts.map(({ decision }) => decision)).toEqual([
      'first in order',
      'next tier',
      'fallback route slow',
    ]);
  });

  it('7.6 is entered at once if every deployment of the route rests', async () => {
    const a = deployment('a', [busy(60_000)]);
    const { clock, router } = routerOf([a], {
      routes: { slow: [answering('c')] },
      fallbacks: { generic: { fast: ['slow'] } },
    });
    await router.complete(request);
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual(['c first served']);
    expect(scillm.attempts[0]?.decision).toBe('fallback route slow');
    expect(clock.sleeps).toEqual([]);
  });

  const three = (options: object = {}, generic: object = { fast: ['slow', 'last'] }) =>
    routerOf([deployment('a', [broken])], {
      routes: { slow: [deployment('b', [broken])], last: [deployment('c', [broken])] },
      fallbacks: { generic: { ...generic } },
      ...options,
    });

  it.each([
    ['one chain', { fast: ['slow', 'last'] }],
    ['a chain of chains', { fast: ['slow'], slow: ['last'] }],
    ['a chain for every route', { '*': ['slow', 'last'] }],
  ])('7.6 shares six attempts among three routes in %s: 3 + 2 + 1', async (_, generic) => {
    const error = await failureOf(three({}, generic).router.complete(request));
    expect(askedIn(error.attempts)).toEqual(['a', 'a', 'a', 'b', 'b', 'c']);
    expect(error.code).toBe('all_failed');
    expect(error.errors?.map(({ deployment: id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it.each([
    [1, ['a']],
    [2, ['a', 'b']],
    [3, ['a', 'b', 'c']],
    [4, ['a', 'a', 'b', 'c']],
    [5, ['a', 'a', 'a', 'b', 'c']],
  ])('T4 shares %i attempts so that each is asked', async (maxAttempts, asked) => {
    const generic = { fast: ['slow'], slow: ['last'] };
    const error = await failureOf(three({ maxAttempts }, generic).router.complete(request));
    expect(askedIn(error.attempts)).toEqual(asked);
  });

  it('T4 enters no more routes than allowed', async () => {
    const error = await failureOf(
      three({ maxHops: 2 }).router.complete(request, { maxRetries: 0 }),
    );
    expect(askedIn(error.attempts)).toEqual(['a', 'b']);
  });

  it('T4 does not count a route that was passed over', async () => {
    const { router } = routerOf([deployment('a', [gone])], {
      routes: { slow: [deployment('b', [busy(60_000)])], last: [answering('c')] },
      fallbacks: { generic: { fast: ['slow', 'last'], slow: ['last'] } },
      maxHops: 2,
    });
    await router.complete({ ...request, model: 'slow' });
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual(['a', 'c']);
  });

  it('goes on through a route that rests to the chain of that route', async () => {
    const b = deployment('b', [busy(60_000)]);
    const { clock, router } = routerOf([deployment('a', [gone])], {
      routes: { slow: [b], last: [answering('c')] },
      fallbacks: { generic: { fast: ['slow'], slow: ['last'] } },
    });
    await router.complete({ ...request, model: 'slow' });
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual(['a first auth', 'c fallback served']);
    expect(clock.sleeps).toEqual([]);
  });

  it('comes back to a route that was passed over', async () => {
    const { clock, router } = routerOf([deployment('a', [gone])], {
      routes: {
        slow: [deployment('b', [busy(60_000), 'answer'])],
        last: [deployment('c', [gone])],
      },
      fallbacks: { generic: { fast: ['slow', 'last'] } },
    });
    await failureOf(router.complete({ ...request, model: 'slow' }, { maxRetries: 0 }));
    const { scillm } = await router.complete(request);
    expect(askedIn(scillm.attempts)).toEqual(['a', 'c', 'b']);
    expect(clock.sleeps).toEqual([60_000]);
  });

  it('T4 asks no deployment twice, though two routes share it and chains run in circles', async () => {
    const a = deployment('a', [gone]);
    const b = deployment('b', [gone]);
    const { router } = routerOf([a, b], {
      routes: { slow: [b, a] },
      fallbacks: { generic: { fast: ['slow', 'fast'], slow: ['fast'] } },
    });
    expect(askedIn((await failureOf(router.complete(request))).attempts)).toEqual(['a', 'b']);
  });
});

describe('T3 a special chain', () => {
  const routes = {
    slow: [answering('generic')],
    big: [answering('big')],
    mild: [answering('mild')],
  };
  const generic = { generic: { '*': ['slow'] } };
  const both = { ...generic, context: { fast: ['big'] }, content: { fast: ['mild'] } };

  it.each<[ErrorCode, ReturnType<typeof fault>, string]>([
    ['context_length', tooLong, 'big'],
    ['content_filter', filtered, 'mild'],
  ])('takes %s past the rest of the route', async (code, error, id) => {
    const next = answering('next');
    const { clock, router } = routerOf([deployment('a', [error]), next], {
      routes,
      fallbacks: both,
    });
    const { scillm } = await router.complete(request);
    expect(storyOf(scillm.attempts)).toEqual([`a first ${code}`, `${id} fallback served`]);
    expect(next.transport.calls).toEqual([]);
    expect(clock.sleeps).toEqual([]);
  });

  it.each<[ErrorCode, ReturnType<typeof fault>]>([
    ['context_length', tooLong],
    ['content_filter', filtered],
  ])('stops after one attempt with %s where there is none', async (code, error) => {
    const a = deployment('a', [error]);
    const { router } = routerOf([a, answering('b')], { routes, fallbacks: generic });
    const thrown = await failureOf(router.complete(request));
    expect(thrown.code).toBe(code);
    expect(thrown.attempts).toHaveLength(1);
  });

  it('that fails does not go on into the generic one', async () => {
    const { router } = routerOf([deployment('a', [tooLong])], {
      routes: { ...routes, big: [deployment('big', [gone])] },
      fallbacks: both,
    });
    const error = await failureOf(router.complete(request));
    expect(error.errors?.map(({ code }) => code)).toEqual(['context_length', 'auth']);
  });

  it('asks every tier of its routes, and its further routes', async () => {
    const { router } = routerOf([deployment('a', [tooLong])], {
      routes: {
        big: [deployment('b1', [gone]), deployment('b2', [tooLong])],
        huge: [answering('h')],
      },
      fallbacks: { context: { fast: ['big'], big: ['huge'] } },
    });
    expect(askedIn((await router.complete(request)).scillm.attempts)).toEqual([
      'a',
      'b1',
      'b2',
      'h',
    ]);
  });

  it('waits for its own routes, and asks nobody else of the route it left', async () => {
    const big = deployment('big', [busy(9000), 'answer']);
    const next = answering('next');
    const { clock, router } = routerOf([deployment('a', [tooLong]), next], {
      routes: { big: [big] },
      fallbacks: { context: { fast: ['big'] } },
    });
    await failureOf(router.complete({ ...request, model: 'big' }, { maxRetries: 0 }));
    const { scillm } = await router.complete(request);
    expect(askedIn(scillm.attempts)).toEqual(['a', 'big']);
    expect(clock.sleeps).toEqual([9000]);
    expect(next.transport.calls).toEqual([]);
  });
});

describe('T5 the request', () => {
  it('is the original with the changes of the entry and the deployment, and none of an earlier hop', async () => {
    const a = deployment('a', [gone]);
    const b = deployment('b', [gone], { override: { seed: 7 } });
    const c = answering('c');
    const { router } = routerOf([a], {
      routes: { slow: [b], last: [c] },
      fallbacks: {
        generic: {
          fast: [
            { route: 'slow', override: { temperature: 0, top_p: null } },
            { route: 'last', override: { stop: 'x' } },
          ],
        },
      },
    });
    const original = { ...request, temperature: 1, top_p: 0.5 };
    const before = structuredClone(original);
    await router.complete(original);
    const { messages } = request;
    const sent = [a, b, c].map(({ transport }) => transport.calls[0]?.request);
    expect(sent).toEqual([
      { model: 'a-model', messages, temperature: 1, top_p: 0.5 },
      { model: 'b-model', messages, temperature: 0, seed: 7 },
      { model: 'c-model', messages, temperature: 1, top_p: 0.5, stop: 'x' },
    ]);
    expect(original).toEqual(before);
  });
});
