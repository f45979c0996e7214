import { createContext, readSettings } from '@scillm/core';
import { fakeClock, scriptedTransport } from '@scillm/core/testing';
import { createMemoryState, createRouter, type Router } from '@scillm/router';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../__fixtures__/outcome.ts';
import { type Reranking, rerankedRouter } from './reranked-router.ts';

const request = { model: 'fast', messages: [{ role: 'user', content: 'hi' }] } as const;
const settings = readSettings({});

/** A router over the first ranking; `rankings` are those under way, to be ended by the test. */
function setUp() {
  const clock = fakeClock();
  const state = createMemoryState();
  const transports = { a: scriptedTransport(['A']), b: scriptedTransport(['B']) };
  const over = (...ids: readonly ('a' | 'b')[]): Router =>
    createRouter({
      clock,
      state,
      settings,
      routes: { fast: ids.map((id) => ({ id, transport: transports[id], model: id, order: 1 })) },
    });
  const rankings: { give(next: Reranking): void; fail(error: unknown): void }[] = [];
  const first = { router: over('a', 'b'), atMs: clock.now() };
  const router = rerankedRouter({
    first,
    clock,
    ttlMs: 1000,
    rerank: () => new Promise((give, fail) => rankings.push({ give, fail })),
  });
  const servedBy = async () => (await router.complete(request)).scillm.servedBy;
  return { clock, state, over, rankings, router, servedBy };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('D8 ranking anew', () => {
  it('begins with the first call after the time is over, which does not wait for it', async () => {
    const { clock, over, rankings, servedBy } = setUp();
    clock.advance(999);
    expect(await servedBy()).toBe('a');
    expect(rankings).toHaveLength(0);
    clock.advance(1);
    expect(await servedBy()).toBe('a');
    expect(await servedBy()).toBe('a');
    expect(rankings).toHaveLength(1);
    rankings[0]?.give({ router: over('b', 'a'), atMs: clock.now() });
    await turn();
    expect(await servedBy()).toBe('b');
    clock.advance(1000);
    await servedBy();
    expect(rankings).toHaveLength(2);
  });

  it('keeps who rests at rest', async () => {
    const { clock, state, over, rankings, servedBy } = setUp();
    clock.advance(1000);
    expect(await servedBy()).toBe('a');
    const health = { state: 'open', untilMs: clock.now() + 60_000, after: 'half-open' } as const;
    const counts = { strikes: 1, openings: 1, failures: 0, results: [], probeEndsAtMs: 0 };
    state.write([{ key: 'b', health: { ...health, ...counts } }]);
    rankings[0]?.give({ router: over('b', 'a'), atMs: clock.now() });
    await turn();
    expect(await servedBy()).toBe('a');
  });

  it('goes on as before where ranking fails or changes nothing, and tries again after as long', async () => {
    const { clock, rankings, servedBy } = setUp();
    clock.advance(1000);
    await servedBy();
    rankings[0]?.fail(new Error('no base answers'));
    await turn();
    expect(await servedBy()).toBe('a');
    expect(rankings).toHaveLength(1);
    clock.advance(1000);
    await servedBy();
    expect(rankings).toHaveLength(2);
    rankings[1]?.give({ atMs: clock.now() });
    await turn();
    expect(await servedBy()).toBe('a');
    expect(rankings).toHaveLength(2);
  });

  it('begins for a stream as well, and for neither explain nor snapshot', async () => {
    const { clock, rankings, router } = setUp();
    clock.advance(1000);
    expect(router.explain(request).plan.length).toBeGreaterThan(0);
    expect(router.snapshot()).toBeDefined();
    expect(rankings).toHaveLength(0);
    for await (const _ of await router.stream(request, createContext({ clock }, { settings })));
    expect(rankings).toHaveLength(1);
  });

  it('is over once the router is closed, also for a ranking under way', async () => {
    const { clock, over, rankings, router } = setUp();
    clock.advance(1000);
    await router.complete(request);
    router.close();
    router.close();
    const next = over('b');
    rankings[0]?.give({ router: next, atMs: clock.now() });
    await turn();
    clock.advance(5000);
    expect((await failureOf(router.complete(request))).message).toContain('closed');
    expect((await failureOf(next.complete(request))).message).toContain('closed');
    expect(rankings).toHaveLength(1);
  });
});
