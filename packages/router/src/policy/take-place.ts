import { type CallContext, ChatError, type Reservation } from '@scillm/core';

/**
 * Waits until a reserved place's time has come. A wait beyond the deadline is refused at once with
 * `local_limit`; a call that leaves gives its place back.
 */
export async function takePlace(
  reservation: Reservation,
  context: CallContext,
  { what, advice }: { readonly what: string; readonly advice: string },
): Promise<void> {
  const waitMs = reservation.startsAtMs - context.clock.now();
  if (waitMs <= 0) return;
  if (waitMs > context.deadline.remainingMs()) {
    reservation.cancel();
    const subject = context.plan.deployment ?? 'The call';
    throw new ChatError(
      'local_limit',
      `${subject} would wait ${Math.ceil(waitMs)} ms for its ${what}, past the deadline. ${advice}`,
      { reason: what, retryAfterMs: Math.ceil(waitMs) },
    );
  }
  try {
    await context.wait(waitMs, what);
  } catch (error) {
    reservation.cancel();
    throw error;
  }
}
