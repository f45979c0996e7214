import type { Cancellation } from './cancellation.ts';

/** A cancellation that becomes an `AbortSignal` only when somebody asks for one. */
export class LazySignal implements Cancellation {
  aborted = false;
  reason: unknown;
  readonly #listeners: (() => void)[] = [];
  #signal: AbortSignal | undefined;

  get signal(): AbortSignal {
    this.#signal ??= this.#toSignal();
    return this.#signal;
  }

  addEventListener(_: 'abort', listener: () => void): void {
    if (!this.aborted) this.#listeners.push(listener);
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    const at = this.#listeners.indexOf(listener);
    if (at !== -1) this.#listeners.splice(at, 1);
  }

  /** Ends the work. The first reason counts. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (let next = this.#listeners.shift(); next; next = this.#listeners.shift()) next();
  }

  #toSignal(): AbortSignal {
    const controller = new AbortController();
    const follow = (): void => controller.abort(this.reason);
    if (this.aborted) follow();
    else this.#listeners.push(follow);
    return controller.signal;
  }
}
