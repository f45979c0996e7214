import type { CallContext } from '../call/call-context.ts';

/**
 * The only form of resilience: something around a call that knows nothing of chat. It may call
 * `next` again, later, or not at all, with the context it was given or one forked from it. It sleeps
 * through `context.wait` only, and frees what it holds through `context.onEnd`, since a stream is
 * not over when `next` resolves.
 */
export interface Policy {
  /** Names it in a composed policy and in traces. */
  readonly name: string;
  /** Makes the call with this policy around it. */
  execute<T>(next: (context: CallContext) => Promise<T>, context: CallContext): Promise<T>;
}
