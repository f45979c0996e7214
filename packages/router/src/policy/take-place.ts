import { type CallContext, ChatError, type Reservation } from '@scillm/core';

/** How the error of a place that comes too late speaks. */
interface Saying {
  readonly what: string;
  readonly advice: string;
}

/**
 * Waits until a reserved place's time has come. A wait beyond the deadline is refused at once with
 * `local_limit`; a call that leaves gives its place back.
 */
export async function takePlace(
  reservation: Reservation,
  context: CallContext,
  saying: Saying,
): Promise<void> {
  const waitMs = reservation.startsAtMs - context.clock.now();
  if (waitMs <= 0) return;
  try {
    refuseLate(waitMs, context, saying);
    await context.wait(waitMs, saying.what);
  } catch (error) {
    reservation.cancel();
    throw error;
  }
}

/** Throws `local_limit` for a wait beyond the deadline. */
export function refuseLate(waitMs: number, context: CallContext, { what, advice }: Saying): void {
  if (waitMs <= context.deadline.remainingMs()) return;
  const subject = context.plan.deployment ?? 'The call';
  const retryAfterMs = Math.ceil(waitMs);
  throw new ChatError(
    'local_limit',
    `${subject} would wait ${retryAfterMs} ms for its ${what}, past the deadline. ${advice}`,
    { reason: what, retryAfterMs },
  );
}
