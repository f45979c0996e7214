/**
 * What tells that some work is to end. An `AbortSignal` is one; so are the plainer ones in here, which
 * cost next to nothing, where a signal of Node is the dearest part of a small call.
 */
export interface Cancellation {
  readonly aborted: boolean;
  readonly reason: unknown;
  /** When it will have aborted by itself at the latest, since 1970; absent: nobody said. */
  readonly endsAtMs?: number;
  /** Calls `listener` once, when it aborts; never if it has aborted. */
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: true }): void;
  /** Calls `listener` no more. */
  removeEventListener(type: 'abort', listener: () => void): void;
}
