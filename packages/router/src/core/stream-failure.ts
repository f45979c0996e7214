import { type Attempt, ChatError, type HealthUpdate } from '@scillm/core';
import type { CallState } from './call-state.ts';
import { leavingChange } from './failure-change.ts';
import { healthUpdates } from './health-updates.ts';
import { isAlone } from './is-alone.ts';
import type { World } from './world.ts';

/** What a stream that broke after it had begun means for its deployment: as much as any failure. */
export function streamFailure(
  call: CallState,
  { code = 'stream_cut', retryAfterMs, reason, status }: Attempt,
  world: World,
): readonly HealthUpdate[] {
  const { current } = call;
  if (current === undefined) return [];
  const error = new ChatError(code, 'The stream broke.', { retryAfterMs, reason, status });
  const seen = { ...current, isProbe: false };
  const change = leavingChange(error, seen, world.limits, isAlone(call, world));
  return change === undefined ? [] : healthUpdates(seen, change, world, error);
}
