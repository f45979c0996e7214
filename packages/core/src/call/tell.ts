import type { CallContext } from './call-context.ts';
import type { CallEvent } from './call-event.ts';

/** Tells a call's listener. What it throws is its own affair: no call fails for it, no place is lost. */
export function tell({ onEvent }: CallContext, event: CallEvent): void {
  if (onEvent === undefined) return;
  try {
    onEvent(event);
  } catch {
    // A listener is a guest here.
  }
}
