import type { ChatError } from '../error/chat-error.ts';
import type { CallContext } from './call-context.ts';
import type { Cancellation } from './cancellation.ts';
import { forkContext } from './fork-context.ts';
import { LazySignal } from './lazy-signal.ts';

/** A part of a call that can be ended without ending the call. */
export interface Scope {
  /** The context for the work inside: its signal follows the outer one and the limits. */
  readonly context: CallContext;
  /** Ends the work inside with this error. */
  end(error: ChatError): void;
  /** Ends the work inside when `atMs` (since 1970) has passed. Returns the cancellation. */
  limit(atMs: number, error: () => ChatError): () => void;
  /** The same for the call's deadline; nothing to do where the outer work ends by then anyway. */
  limitToDeadline(error: () => ChatError): void;
  /** Lets go of the outer signal and all limits. To be called once the work is over. */
  close(): void;
}

/** Opens a scope inside a context. Whoever opens it closes it. */
export function openScope(outer: CallContext, changes: Partial<CallContext> = {}): Scope {
  return new OpenScope(outer, changes);
}

const NOTHING = (): void => undefined;

class OpenScope implements Scope {
  readonly context: CallContext;
  readonly #outer: Cancellation;
  readonly #inner = new LazySignal();
  readonly #follow = (): void => this.#inner.abort(this.#outer.reason);
  #cancels: (() => void)[] | undefined;

  constructor(outer: CallContext, changes: Partial<CallContext>) {
    this.#outer = outer.cancellation;
    this.#inner.endsAtMs = this.#outer.endsAtMs ?? Number.POSITIVE_INFINITY;
    this.context = forkContext(outer, changes, this.#inner);
    if (this.#outer.aborted) this.#follow();
    else this.#outer.addEventListener('abort', this.#follow, { once: true });
  }

  end(error: ChatError): void {
    this.#inner.abort(error);
  }

  limit(atMs: number, error: () => ChatError): () => void {
    if (atMs === Number.POSITIVE_INFINITY) return NOTHING;
    const cancel = this.context.clock.alarm(atMs, () => this.#inner.abort(error()));
    if (this.#cancels === undefined) this.#cancels = [cancel];
    else this.#cancels.push(cancel);
    return cancel;
  }

  limitToDeadline(error: () => ChatError): void {
    const { atMs } = this.context.deadline;
    if (this.#inner.endsAtMs <= atMs) return;
    this.#inner.endsAtMs = atMs;
    this.limit(atMs, error);
  }

  close(): void {
    for (const cancel of this.#cancels ?? []) cancel();
    this.#outer.removeEventListener('abort', this.#follow);
  }
}
