import { describe, expect, it } from 'vitest';
import { busy, deployment, request, routerOf } from '../__fixtures__/set-up.ts';
import type { Router } from '../router.ts';
import { roundRobin } from './round-robin.ts';

const strategy = roundRobin();

async function served(router: Router, count: number, model = 'fast'): Promise<string> {
  const ids: string[] = [];
  for (let call = 0; call < count; call += 1) {
    ids.push((await router.complete({ ...request, model })).scillm.servedBy);
  }
  return ids.join('');
}

describe('7.2 roundRobin', () => {
  it('takes turns', async () => {
    const { router } = routerOf(
      ['a', 'b', 'c'].map((id) => deployment(id, ['ok'])),
      { strategy },
    );
    expect(await served(router, 7)).toBe('abcabca');
  });

  it('takes turns among calls that are made at once', async () => {
    const all = ['a', 'b', 'c'].map((id) => deployment(id, ['ok']));
    const { router } = routerOf(all, { strategy });
    const calls = await Promise.all(Array.from({ length: 9 }, () => router.complete(request)));
    expect(calls.map(({ scillm }) => scillm.servedBy).join('')).toBe('abcabcabc');
  });

  it('counts each route by itself', async () => {
    const both = ['a', 'b'].map((id) => deployment(id, ['ok']));
    const { router } = routerOf(both, { strategy, routes: { slow: both } });
    expect(await served(router, 1)).toBe('a');
    expect(await served(router, 3, 'slow')).toBe('aba');
    expect(await served(router, 1)).toBe('b');
  });

  it('passes over one that rests without a shift for the rest', async () => {
    const b = deployment('b', [busy(60_000), 'ok']);
    const all = [deployment('a', ['ok']), b, deployment('c', ['ok'])];
    const { clock, router } = routerOf(all, { strategy });
    expect(await served(router, 6)).toBe('accacc');
    expect(b.transport.calls).toHaveLength(1);
    clock.advance(60_000);
    expect(await served(router, 6)).toBe('abcabc');
  });

  it('goes on to the next in turn after a failure', async () => {
    const down = deployment('b', [busy(1000)]);
    const all = [deployment('a', ['ok']), down, deployment('c', ['ok'])];
    const { router } = routerOf(all, { strategy });
    await router.complete(request);
    const { scillm } = await router.complete(request);
    expect(scillm.attempts.map(({ deployment: id }) => id)).toEqual(['b', 'c']);
  });
});
