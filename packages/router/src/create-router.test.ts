import { createContext, readSettings } from '@scillm/core';
import { fakeClock } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import {
  deployment,
  failureOf,
  fault,
  request,
  routerOf,
  settings,
} from './__fixtures__/set-up.ts';
import { createRouter } from './create-router.ts';
import type { RouterOptions } from './router-options.ts';

const a = () => deployment('a', ['answer']);

describe('T1 createRouter', () => {
  it.each<[string, Partial<RouterOptions>]>([
    ['maxAttempts is 0. Use a number >= 1.', { maxAttempts: 0 }],
    ['maxHops is 0. Use a number >= 1.', { maxHops: 0 }],
    ['maxRetries is -1. Use a number >= 0.', { retry: { maxRetries: -1 } }],
    ['attemptMs is -1. Use a number >= 0.', { timeouts: { attemptMs: -1 } }],
    ['rateLimitMs is NaN. Use a number >= 0.', { cooldown: { rateLimitMs: Number.NaN } }],
    ['Route slow has no deployments. Add one, or remove the route.', { routes: { slow: [] } }],
  ])('says %s', async (message, options) => {
    const make = async () => createRouter({ settings, routes: { fast: [a()] }, ...options });
    expect(await failureOf(make())).toMatchObject({ code: 'invalid_config', message });
  });

  it('names its routes', () => {
    const { router } = routerOf([a()], { routes: { slow: [deployment('b', ['answer'])] } });
    expect(router.routes).toEqual(['fast', 'slow']);
  });
});

describe('7.6 a model that is no route', () => {
  it.each(['fst', 'constructor', '__proto__'])(
    '%s is told with the names there are',
    async (model) => {
      const { router } = routerOf([a()], { routes: { deep: [deployment('b', ['answer'])] } });
      for (const ask of [router.complete, router.stream]) {
        expect(await failureOf(ask({ ...request, model }))).toMatchObject({
          code: 'no_route',
          message: `No route named ${model}. Known routes: fast, deep.`,
          attempts: [],
        });
      }
    },
  );
});

describe('what a call brings', () => {
  it('may be options, a context or nothing', async () => {
    const { clock, router } = routerOf([a()]);
    const context = createContext({ clock, idempotencyKey: 'mine' }, { settings });
    const trails = [
      (await router.complete(request)).scillm,
      (await router.complete(request, { deadlineMs: 9 })).scillm,
      (await router.complete(request, context)).scillm,
    ];
    expect(trails.map(({ attemptCount }) => attemptCount)).toEqual([1, 1, 1]);
    expect(context.trail).toHaveLength(1);
    expect(context.attempts.used).toBe(1);
  });

  it('N1 beats the router, which beats the environment', async () => {
    const broken = deployment('a', [fault('server_error', { status: 500 })]);
    const attempts = async (option: object, call: object): Promise<number> => {
      const clock = fakeClock();
      const env = { SCILLM_MAX_ATTEMPTS: '3', LITELLM_MAX_RETRIES: '9' };
      const routes = { fast: [broken] };
      const router = createRouter({ clock, settings: readSettings(env), routes, ...option });
      return (await failureOf(router.complete(request, call))).attempts.length;
    };
    expect(await attempts({}, {})).toBe(3);
    expect(await attempts({ maxAttempts: 2 }, {})).toBe(2);
    expect(await attempts({ maxAttempts: 2 }, { maxAttempts: 4 })).toBe(4);
    expect(await attempts({ retry: { maxRetries: 0 } }, {})).toBe(1);
  });

  it('is told who answered, and by which way', async () => {
    const { router } = routerOf([a()]);
    expect((await router.complete(request)).scillm).toMatchObject({
      servedBy: 'a',
      servedModel: 'a/a-model',
      routing: 'router',
      attemptCount: 1,
      attempts: [{ n: 1, kind: 'first', deployment: 'a', decision: 'first in order', pool: 'a' }],
    });
  });

  it('Q1 is told the pool that a deployment declares', async () => {
    const { router } = routerOf([{ ...a(), pool: 'key-1' }]);
    expect((await router.complete(request)).scillm.attempts[0]?.pool).toBe('key-1');
  });
});
