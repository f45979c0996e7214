import { ChatError } from '@scillm/core';
import { type FakeClock, fakeClock } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../__fixtures__/outcome.ts';
import { createStaleCache, type Entry, type Wanted } from './stale-cache.ts';

/** A load that ends when told; `loads` are those that began. */
function backend() {
  const loads: {
    readonly before: string | undefined;
    readonly signal: AbortSignal;
    readonly give: (value: string) => void;
    readonly fail: (error: unknown) => void;
  }[] = [];
  const load = (before: string | undefined, signal: AbortSignal): Promise<string> =>
    new Promise((give, fail) => {
      loads.push({ before, signal, give, fail });
      signal.addEventListener('abort', () => fail(new ChatError('aborted', 'left')));
    });
  return { load, loads };
}

const down = new ChatError('network', 'Nobody is there.');

function setUp(atOnce = 4) {
  const clock: FakeClock = fakeClock();
  const { load, loads } = backend();
  const cache = createStaleCache<object, string>(atOnce);
  const key = {};
  const get = (wanted: Partial<Wanted> = {}, of: object = key) =>
    cache.get(of, load, { ttlMs: 100, clock, mayBeStale: true, ...wanted });
  return { clock, loads, get };
}

function said(entry: Entry<string>): string {
  return 'value' in entry ? entry.value : entry.error.code;
}

/** Lets what is settled be noticed. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('D1 the memory of discovery', () => {
  it('loads once for all who ask at the same time, and again only when the time is over', async () => {
    const { clock, loads, get } = setUp();
    const both = [get(), get()];
    loads[0]?.give('one');
    expect((await Promise.all(both)).map(said)).toEqual(['one', 'one']);
    clock.advance(99);
    expect(said(await get())).toBe('one');
    expect(loads).toHaveLength(1);
  });

  it('serves what is stale while one load refreshes it, which knows the value before', async () => {
    const { clock, loads, get } = setUp();
    const first = get();
    loads[0]?.give('one');
    await first;
    clock.advance(100);
    expect((await Promise.all([get(), get(), get()])).map(said)).toEqual(['one', 'one', 'one']);
    expect(loads.map(({ before }) => before)).toEqual([undefined, 'one']);
    loads[1]?.give('two');
    await turn();
    expect(said(await get())).toBe('two');
  });

  it('waits for the load that is under way where stale will not do', async () => {
    const { clock, loads, get } = setUp();
    const first = get();
    loads[0]?.give('one');
    await first;
    clock.advance(100);
    await get();
    const fresh = get({ mayBeStale: false });
    loads[1]?.give('two');
    expect(said(await fresh)).toBe('two');
    expect(loads).toHaveLength(2);
  });

  it('keeps a failure for 10 s, also one of a refresh, and then asks again', async () => {
    const { clock, loads, get } = setUp();
    const first = get();
    loads[0]?.give('one');
    await first;
    clock.advance(100);
    await get();
    loads[1]?.fail(down);
    await turn();
    expect(said(await get())).toBe('network');
    clock.advance(9999);
    expect(said(await get({ ttlMs: 1 }))).toBe('network');
    expect(loads).toHaveLength(2);
    clock.advance(1);
    const again = get();
    loads[2]?.give('three');
    expect(said(await again)).toBe('three');
  });

  it('makes an error of whatever a load throws', async () => {
    const { loads, get } = setUp();
    const entry = get();
    loads[0]?.fail(new TypeError('a bug'));
    expect(said(await entry)).toBe('internal');
  });

  it('loads a few at a time, in the order they came', async () => {
    const { loads, get } = setUp(2);
    const entries = [1, 2, 3, 4].map(() => get({}, {}));
    await turn();
    expect(loads).toHaveLength(2);
    loads[0]?.give('a');
    await turn();
    expect(loads).toHaveLength(3);
    loads[1]?.fail(down);
    await turn();
    expect(loads).toHaveLength(4);
    loads[2]?.give('c');
    loads[3]?.give('d');
    expect((await Promise.all(entries)).map(said)).toEqual(['a', 'network', 'c', 'd']);
  });

  it('C4 lets a caller leave at once, and ends the load when the last one has left', async () => {
    const { loads, get } = setUp();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = failureOf(get({ signal: one.signal }));
    const second = failureOf(get({ signal: two.signal }));
    one.abort('first left');
    expect(await first).toMatchObject({ code: 'aborted', cause: 'first left' });
    expect(loads[0]?.signal.aborted).toBe(false);
    two.abort('second left');
    expect(await second).toMatchObject({ code: 'aborted', cause: 'second left' });
    expect(loads[0]?.signal.aborted).toBe(true);
  });

  it('remembers nothing of a load that was left, and asks anew for the next caller', async () => {
    const { loads, get } = setUp();
    const stop = new AbortController();
    const left = failureOf(get({ signal: stop.signal }));
    stop.abort();
    await left;
    const next = get();
    await turn();
    loads[1]?.give('one');
    expect(said(await next)).toBe('one');
    expect(loads.map(({ before }) => before)).toEqual([undefined, undefined]);
  });

  it('goes on with a refresh in the background when a caller who waited for it leaves', async () => {
    const { clock, loads, get } = setUp();
    const first = get();
    loads[0]?.give('one');
    await first;
    clock.advance(100);
    await get();
    const stop = new AbortController();
    const left = failureOf(get({ mayBeStale: false, signal: stop.signal }));
    stop.abort();
    await left;
    expect(loads[1]?.signal.aborted).toBe(false);
    loads[1]?.give('two');
    await turn();
    expect(said(await get())).toBe('two');
  });

  it('C2 asks nobody for a caller who has left already', async () => {
    const { loads, get } = setUp();
    const error = await failureOf(get({ signal: AbortSignal.abort('no') }));
    expect(error).toMatchObject({ code: 'aborted', cause: 'no' });
    expect(loads).toEqual([]);
  });
});
