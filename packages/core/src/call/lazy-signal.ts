import type { Cancellation } from './cancellation.ts';

/** A cancellation that becomes an `AbortSignal` only when somebody asks for one. */
export class LazySignal implements Cancellation {
  aborted = false;
  reason: unknown;
  /** See {@link Cancellation.endsAtMs}; infinite: nobody said. */
  endsAtMs: number = Number.POSITIVE_INFINITY;
  /** Mostly there is one listener, so that a list would be the dearest part of it. */
  #first: (() => void) | undefined;
  #others: (() => void)[] | undefined;
  #signal: AbortSignal | undefined;

  get signal(): AbortSignal {
    this.#signal ??= this.#toSignal();
    return this.#signal;
  }

  addEventListener(_: 'abort', listener: () => void): void {
    if (this.aborted) return;
    if (this.#first === undefined) this.#first = listener;
    else if (this.#others === undefined) this.#others = [listener];
    else this.#others.push(listener);
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    if (this.#first === listener) {
      this.#first = this.#others?.shift();
      return;
    }
    const at = this.#others?.indexOf(listener) ?? -1;
    if (at !== -1) this.#others?.splice(at, 1);
  }

  /** Ends the work. The first reason counts. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    while (this.#first !== undefined) {
      const next = this.#first;
      this.#first = this.#others?.shift();
      next();
    }
  }

  #toSignal(): AbortSignal {
    const controller = new AbortController();
    const follow = (): void => controller.abort(this.reason);
    if (this.aborted) follow();
    else this.addEventListener('abort', follow);
    return controller.signal;
  }
}
