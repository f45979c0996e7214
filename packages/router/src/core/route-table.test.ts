import { describe, expect, it } from 'vitest';
import { deployment, failureOf } from '../__fixtures__/set-up.ts';
import type { Deployment } from '../deployment.ts';
import type { RouterOptions } from '../router-options.ts';
import { createRouteTable } from './route-table.ts';

const a = deployment('a', ['answer']);
const b = deployment('b', ['answer']);

function problemOf(options: RouterOptions): Promise<string> {
  return failureOf(Promise.resolve().then(() => createRouteTable(options))).then(
    ({ code, message }) => `${code}: ${message}`,
  );
}

const route = (...deployments: readonly Deployment[]): RouterOptions => ({
  routes: { fast: deployments },
});

describe('T1 a route table', () => {
  it.each<[string, RouterOptions, string]>([
    ['no routes', { routes: {} }, 'routes is empty'],
    ['a route without deployments', route(), 'Route fast has no deployments'],
    ['two deployments of one id', route(a, { ...b, id: 'a' }), 'Two deployments are called a'],
    ['a deployment twice in a route', route(a, a), 'Two deployments are called a'],
    [
      'two deployments of one id in two routes',
      { routes: { fast: [a], slow: [{ ...b, id: 'a' }] } },
      'Two deployments are called a',
    ],
    ['an empty id', route({ ...a, id: '' }), 'has an empty id'],
    ['an empty model', route({ ...a, model: '' }), 'Deployment a has an empty model'],
    ['a negative order', route({ ...a, order: -1 }), 'order of deployment a is -1'],
    [
      'an order that is no number',
      route({ ...a, order: Number.NaN }),
      'order of deployment a is NaN',
    ],
    ['negative retries', route({ ...a, maxRetries: -1 }), 'maxRetries of deployment a is -1'],
    [
      'a negative time limit',
      route({ ...a, timeouts: { attemptMs: -5 } }),
      'attemptMs of deployment a is -5',
    ],
    [
      'a chain to an unknown route',
      { ...route(a), fallbacks: { generic: { fast: ['fst'] } } },
      'fallbacks.generic names fst, which is no route. Known routes: fast',
    ],
    [
      'a chain to an unknown route with changes',
      { ...route(a), fallbacks: { context: { '*': [{ route: 'big', override: {} }] } } },
      'fallbacks.context names big',
    ],
    [
      'a chain from an unknown route',
      { ...route(a), fallbacks: { content: { fst: ['fast'] } } },
      'fallbacks.content names fst',
    ],
  ])('refuses %s', async (_, options, message) => {
    const problem = await problemOf(options);
    expect(problem).toContain('invalid_config: ');
    expect(problem).toContain(message);
  });

  it('knows no route by the name of what every object has', () => {
    const table = createRouteTable(route(a));
    for (const name of ['constructor', '__proto__', 'toString', '*']) {
      expect(table.candidates(name)).toBeUndefined();
      expect(table.chain('generic', name)).toEqual([]);
    }
  });

  it('takes a route of the name constructor, since somebody named one', () => {
    expect(createRouteTable({ routes: { constructor: [a] } }).names).toEqual(['constructor']);
  });

  it('lets routes share a deployment', () => {
    expect(createRouteTable({ routes: { fast: [a], slow: [b, a] } }).names).toEqual([
      'fast',
      'slow',
    ]);
  });

  it('lists candidates by order, and by place in the list without one', () => {
    const c = deployment('c', ['answer']);
    const ordered = createRouteTable(
      route({ ...a, order: 2 }, { ...b, order: 1 }, { ...c, order: 1 }),
    );
    const tiersOf = (table: typeof ordered) =>
      table.candidates('fast')?.map(({ deployment: { id }, tier }) => `${id}${tier}`);
    expect(tiersOf(ordered)).toEqual(['b1', 'c1', 'a2']);
    expect(tiersOf(createRouteTable(route(a, b, c)))).toEqual(['a0', 'b1', 'c2']);
  });

  const chained = createRouteTable({
    routes: { fast: [a], slow: [b], last: [deployment('c', ['answer'])] },
    fallbacks: {
      generic: { fast: [{ route: 'slow', override: { temperature: 0 } }, 'last'], '*': ['last'] },
      context: { fast: [], '*': ['slow'] },
    },
  });

  it('gives the chain of a route with its changes', () => {
    expect(chained.chain('generic', 'fast')).toEqual([
      { route: 'slow', override: { temperature: 0 } },
      { route: 'last', override: {} },
    ]);
  });

  it('gives the chain of * to every other route, and none back to the same', () => {
    expect(chained.chain('generic', 'slow')).toEqual([{ route: 'last', override: {} }]);
    expect(chained.chain('generic', 'last')).toEqual([]);
    expect(chained.chain('context', 'fast')).toEqual([]);
    expect(chained.chain('content', 'fast')).toEqual([]);
  });
});
