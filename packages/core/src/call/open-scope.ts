import type { ChatError } from '../error/chat-error.ts';
import type { CallContext } from './call-context.ts';
import { forkContext } from './fork-context.ts';

/** A moment at which a scope ends, and the error it then ends with. */
export interface ScopeLimit {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly error: () => ChatError;
}

/** A part of a call that can be ended without ending the call. */
export interface Scope {
  /** The context for the work inside: its signal follows the outer one and the limits. */
  readonly context: CallContext;
  /** Ends the work inside with this error. */
  end(error: ChatError): void;
  /** Drops the limits but still follows the outer signal. */
  lift(): void;
  /** Lets go of the outer signal and the limits. To be called once the work is over. */
  close(): void;
}

/** Opens a scope inside a context. Whoever opens it closes it. */
export function openScope(
  outer: CallContext,
  limits: readonly ScopeLimit[],
  changes: Partial<CallContext> = {},
): Scope {
  const controller = new AbortController();
  const follow = (): void => controller.abort(outer.signal.reason);
  if (outer.signal.aborted) follow();
  else outer.signal.addEventListener('abort', follow, { once: true });
  const cancels = limits.map(({ atMs, error }) =>
    outer.clock.alarm(atMs, () => controller.abort(error())),
  );
  const lift = (): void => {
    for (const cancel of cancels) cancel();
  };
  return {
    context: forkContext(outer, { ...changes, signal: controller.signal }),
    end: (error) => controller.abort(error),
    lift,
    close() {
      lift();
      outer.signal.removeEventListener('abort', follow);
    },
  };
}
