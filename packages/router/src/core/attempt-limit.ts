import type { CallContext, Timeouts } from '@scillm/core';

/** Share of the remaining time that an attempt may use while another deployment could take over. */
const SHARE = 2 / 3;

/** How long an attempt may take: its own limit, and not all that is left while others could be asked. */
export function attemptLimit(
  { attemptMs }: Timeouts,
  context: Pick<CallContext, 'deadline' | 'elsewhere'>,
): number {
  const shareMs = Math.floor(context.deadline.remainingMs() * SHARE);
  return attemptMs <= shareMs || context.elsewhere() === 'none' ? attemptMs : shareMs;
}
