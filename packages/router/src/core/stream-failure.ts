import { type Attempt, ChatError } from '@scillm/core';
import type { CallState } from './call-state.ts';
import type { HealthUpdate } from './decision.ts';
import { leavingChange } from './failure-change.ts';
import { changeHealth } from './health-change.ts';
import { isAlone } from './is-alone.ts';
import type { World } from './world.ts';

/** What a stream that broke after it had begun means for its deployment: as much as any failure. */
export function streamFailure(call: CallState, attempt: Attempt, world: World): HealthUpdate {
  const { deployment, code = 'stream_cut', retryAfterMs } = attempt;
  const { current } = call;
  const health = world.health(deployment);
  if (current === undefined) return { deployment, health };
  const error = new ChatError(code, 'The stream broke.', { retryAfterMs });
  const change = leavingChange(
    error,
    { ...current, isProbe: false },
    world.limits,
    isAlone(call, world),
  );
  if (change === undefined) return { deployment, health };
  return { deployment, health: changeHealth(health, change, world.nowMs, world.random) };
}
