import { setMaxListeners } from 'node:events';
import type { Cancellation } from './cancellation.ts';

const known = new WeakMap<AbortSignal, SharedSignal>();

/**
 * A caller's signal, which many calls may share: Node hears of one listener, and of none when nobody
 * listens. With one each, a listener that left would keep those that came after it in memory.
 */
export class SharedSignal implements Cancellation {
  readonly signal: AbortSignal;
  readonly #listeners: (() => void)[] = [];
  readonly #ring = (): void => {
    for (let next = this.#listeners.shift(); next; next = this.#listeners.shift()) next();
  };

  private constructor(signal: AbortSignal) {
    this.signal = signal;
    // Others may listen too: no warning when they are more than ten.
    if (signal instanceof EventTarget) setMaxListeners(0, signal);
  }

  /** The one for this signal. */
  static of(signal: AbortSignal): SharedSignal {
    const shared = known.get(signal) ?? new SharedSignal(signal);
    known.set(signal, shared);
    return shared;
  }

  get aborted(): boolean {
    return this.signal.aborted;
  }

  get reason(): unknown {
    return this.signal.reason;
  }

  addEventListener(_: 'abort', listener: () => void): void {
    if (this.aborted) return;
    this.#listeners.push(listener);
    if (this.#listeners.length > 1) return;
    this.signal.addEventListener('abort', this.#ring, { once: true });
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    const at = this.#listeners.indexOf(listener);
    if (at === -1) return;
    this.#listeners.splice(at, 1);
    if (this.#listeners.length > 0) return;
    this.signal.removeEventListener('abort', this.#ring);
  }
}
