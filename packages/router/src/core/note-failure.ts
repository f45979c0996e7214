import type { ChatError, HealthUpdate } from '@scillm/core';
import type { CallState, CurrentDeployment, Failure } from './call-state.ts';
import { leavingChange } from './failure-change.ts';
import { healthUpdates } from './health-updates.ts';
import { isAlone } from './is-alone.ts';
import type { World } from './world.ts';

/** What a failure the call does not retry leaves behind: in the call, and in the health. */
export function noteFailure(
  before: CallState,
  current: CurrentDeployment,
  { error, told = error }: { readonly error: ChatError; readonly told?: ChatError },
  world: World,
): { readonly call: CallState; readonly updates: readonly HealthUpdate[] } {
  const call = withFailure(before, current, told);
  const change = leavingChange(error, current, world.limits, isAlone(call, world));
  return {
    call,
    updates: change === undefined ? [] : healthUpdates(current, change, world, error),
  };
}

/** The call with the last error of a deployment, in the order the deployments were asked. */
export function withFailure(
  call: CallState,
  { deployment: { id } }: CurrentDeployment,
  error: ChatError,
): CallState {
  const others = call.failures.filter(({ deployment }) => deployment !== id);
  const place = (failure: Failure): number => call.asked.indexOf(failure.deployment);
  const failures = [...others, { deployment: id, error }].sort((a, b) => place(a) - place(b));
  return { ...call, failures };
}
