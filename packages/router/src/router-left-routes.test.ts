import { describe, expect, it } from 'vitest';
import { askedIn, deployment, fault, request, routerOf } from './__fixtures__/set-up.ts';

const broken = fault('auth', { status: 401 });
const chain = {
  routes: { spare: [deployment('s', [broken])] },
  fallbacks: { generic: { fast: ['spare'] } },
};

describe('7.2 whoever was passed over in a route that was left', () => {
  it('is asked when nothing else is left: to be avoided', async () => {
    const all = [deployment('a', [broken]), deployment('b', ['ok'])];
    const { router } = routerOf(all, chain);
    const { scillm } = await router.complete(request, { avoid: ['b'] });
    expect(askedIn(scillm.attempts)).toEqual(['a', 's', 'b']);
  });

  it('is waited for when nothing else is left: its limits are spent', async () => {
    const b = deployment('b', ['ok'], { limits: { rpm: 1 } });
    const { clock, router } = routerOf([deployment('a', [broken]), b], chain);
    await router.complete(request);
    const { scillm } = await router.complete(request);
    expect(askedIn(scillm.attempts)).toEqual(['s', 'b']);
    expect(clock.sleeps).toEqual([60_000]);
  });

  it('T4 counts its route once', async () => {
    const all = [deployment('a', [broken]), deployment('b', ['ok'])];
    const { router } = routerOf(all, { ...chain, maxHops: 2 });
    const { scillm } = await router.complete(request, { avoid: ['b'] });
    expect(askedIn(scillm.attempts)).toEqual(['a', 's', 'b']);
  });

  it('T3 is not asked after an input that was too long', async () => {
    const all = [deployment('a', [fault('context_length')]), deployment('b', ['ok'])];
    const { router } = routerOf(all, {
      routes: chain.routes,
      fallbacks: { context: { fast: ['spare'] } },
    });
    const error = await router.complete(request).catch((thrown) => thrown);
    expect(askedIn(error.attempts)).toEqual(['a', 's']);
  });
});
