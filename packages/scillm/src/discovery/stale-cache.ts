import { abortError, ChatError, type Clock } from '@scillm/core';

/** What came of a load, and when. */
export type Entry<Value> =
  | { readonly atMs: number; readonly value: Value }
  | { readonly atMs: number; readonly error: ChatError };

/** How one caller wants an entry. */
export interface Wanted {
  /** How long a value counts as fresh. */
  readonly ttlMs: number;
  readonly clock: Clock;
  /** Whether a value that is not fresh will do, while one load refreshes it. */
  readonly mayBeStale: boolean;
  /** Ends the waiting; a load that nobody waits for any more ends with it. */
  readonly signal?: AbortSignal | undefined;
}

/** Loads the value of a key anew; it may build on the one before. */
type Load<Value> = (before: Value | undefined, signal: AbortSignal) => Promise<Value>;

/** Values that are loaded once for all who want them, and serve while they are refreshed. */
export interface StaleCache<Key extends object, Value> {
  /** The entry of a key. A failed load is an entry too; rejects with `aborted` and nothing else. */
  get(key: Key, load: Load<Value>, wanted: Wanted): Promise<Entry<Value>>;
}

/** How long a failure stands before the next try. */
const FAILURE_MS = 10_000;

interface Loading<Value> {
  readonly entry: Promise<Entry<Value>>;
  readonly controller: AbortController;
  /** Callers who wait; a load in the background waits for itself. */
  waiting: number;
}

interface Slot<Value> {
  entry?: Entry<Value>;
  loading?: Loading<Value>;
}

/** An empty cache. At most `atOnce` loads are under way at the same time. */
export function createStaleCache<Key extends object, Value>(
  atOnce: number,
): StaleCache<Key, Value> {
  const slots = new WeakMap<Key, Slot<Value>>();
  const inTurn = createTurns(atOnce);

  const begin = (slot: Slot<Value>, load: Load<Value>, { clock }: Wanted): Loading<Value> => {
    const controller = new AbortController();
    const { signal } = controller;
    const before = slot.entry !== undefined && 'value' in slot.entry ? slot.entry.value : undefined;
    const entry = inTurn(() => load(before, signal))
      .then<Entry<Value>, Entry<Value>>(
        (value) => ({ atMs: clock.now(), value }),
        (thrown) => ({ atMs: clock.now(), error: ChatError.from(thrown, 'Discovery') }),
      )
      .then((made) => {
        if (slot.loading === loading) {
          slot.entry = made;
          delete slot.loading;
        }
        return made;
      });
    const loading: Loading<Value> = { entry, controller, waiting: 0 };
    slot.loading = loading;
    return loading;
  };

  return {
    async get(key, load, wanted) {
      if (wanted.signal?.aborted === true) throw abortError(wanted.signal);
      const slot = slots.get(key) ?? {};
      slots.set(key, slot);
      if (slot.entry !== undefined && isFresh(slot.entry, wanted)) return slot.entry;
      const loading = slot.loading ?? begin(slot, load, wanted);
      loading.waiting += 1;
      if (wanted.mayBeStale && slot.entry !== undefined && 'value' in slot.entry) return slot.entry;
      return follow(loading, wanted.signal, () => {
        loading.waiting -= 1;
        if (loading.waiting > 0) return;
        if (slot.loading === loading) delete slot.loading;
        loading.controller.abort(wanted.signal?.reason);
      });
    },
  };
}

function isFresh<Value>(entry: Entry<Value>, { ttlMs, clock }: Wanted): boolean {
  return clock.now() - entry.atMs < ('value' in entry ? ttlMs : FAILURE_MS);
}

/** The entry, unless the caller leaves first. */
function follow<Value>(
  { entry }: Loading<Value>,
  signal: AbortSignal | undefined,
  leave: () => void,
): Promise<Entry<Value>> {
  if (signal === undefined) return entry;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      leave();
      reject(abortError(signal));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    void entry.then((made) => {
      signal.removeEventListener('abort', onAbort);
      resolve(made);
    });
  });
}

/** Runs work at once as long as there are places, then in the order it came. */
function createTurns(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((start) => queue.push(start));
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
