import type { ChatError } from '../error/chat-error.ts';
import type { CallContext } from './call-context.ts';
import { forkContext } from './fork-context.ts';

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
  const controller = new AbortController();
  const follow = (): void => controller.abort(outer.signal.reason);
  if (outer.signal.aborted) follow();
  else outer.signal.addEventListener('abort', follow, { once: true });
  const cancels: (() => void)[] = [];
  return {
    context: forkContext(outer, { ...changes, signal: controller.signal }),
    end: (error) => controller.abort(error),
    limit(atMs, error) {
      const cancel = outer.clock.alarm(atMs, () => controller.abort(error()));
      cancels.push(cancel);
      return cancel;
    },
    close() {
      for (const cancel of cancels) cancel();
      outer.signal.removeEventListener('abort', follow);
    },
  };
}
