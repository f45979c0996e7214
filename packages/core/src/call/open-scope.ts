import type { ChatError } from '../error/chat-error.ts';
import type { CallContext } from './call-context.ts';
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
  /** Lets go of the outer signal and all limits. To be called once the work is over. */
  close(): void;
}

/** Opens a scope inside a context. Whoever opens it closes it. */
export function openScope(outer: CallContext, changes: Partial<CallContext> = {}): Scope {
  const { cancellation } = outer;
  const inner = new LazySignal();
  const follow = (): void => inner.abort(cancellation.reason);
  if (cancellation.aborted) follow();
  else cancellation.addEventListener('abort', follow, { once: true });
  const cancels: (() => void)[] = [];
  return {
    context: forkContext(outer, changes, inner),
    end: (error) => inner.abort(error),
    limit(atMs, error) {
      if (atMs === Number.POSITIVE_INFINITY) return () => undefined;
      const cancel = outer.clock.alarm(atMs, () => inner.abort(error()));
      cancels.push(cancel);
      return cancel;
    },
    close() {
      for (const cancel of cancels) cancel();
      cancellation.removeEventListener('abort', follow);
    },
  };
}
