import { type Attempt, ChatError, type HealthUpdate } from '@scillm/core';
import type { CallState } from './call-state.ts';
import { leavingChange } from './failure-change.ts';
import { healthUpdates } from './health-updates.ts';
import { isAlone } from './is-alone.ts';
import type { World } from './world.ts';

/**
 * What the end of a stream means for its deployment: one that broke counts as much as any failure,
 * any other is a success. Its beginning was none yet, or streams that all break would never open it.
 */
export function streamEnd(
  call: CallState,
  attempt: Attempt | undefined,
  world: World,
): readonly HealthUpdate[] {
  const { current } = call;
  if (current === undefined) return [];
  const seen = { ...current, isProbe: false };
  if (attempt?.outcome !== 'failed') return healthUpdates(seen, { type: 'served' }, world);
  const { code = 'stream_cut', retryAfterMs, reason, status } = attempt;
  const error = new ChatError(code, 'The stream broke.', { retryAfterMs, reason, status });
  const change = leavingChange(error, seen, world.limits, isAlone(call, world));
  return change === undefined ? [] : healthUpdates(seen, change, world, error);
}
