import { type Attempt, ChatError } from '@scillm/core';
import type { CallState } from './call-state.ts';
import type { HealthUpdate } from './decision.ts';
import { leavingChange } from './failure-change.ts';
import { changeHealth } from './health-change.ts';
import { isAlone } from './is-alone.ts';
import type { World } from './world.ts';

/** What a stream that broke after it had begun means for its deployment: as much as any failure. */
export function streamFailure(
  call: CallState,
  { code = 'stream_cut', retryAfterMs }: Attempt,
  world: World,
): readonly HealthUpdate[] {
  const { current } = call;
  if (current === undefined) return [];
  const { limits, nowMs, random } = world;
  const error = new ChatError(code, 'The stream broke.', { retryAfterMs });
  const seen = { ...current, isProbe: false };
  const change = leavingChange(error, seen, limits, isAlone(call, world));
  if (change === undefined) return [];
  const { deployment, openings } = current;
  const health = changeHealth(world.health(deployment.id), change, { nowMs, random, openings });
  return [{ deployment: deployment.id, health }];
}
