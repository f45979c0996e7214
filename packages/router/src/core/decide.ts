import { type ChatError, VERDICTS } from '@scillm/core';
import type { CallState, CurrentDeployment } from './call-state.ts';
import type { Decision, HealthUpdate, RouterEvent } from './decision.ts';
import { leavingChange, retryingChange } from './failure-change.ts';
import { finish } from './finish.ts';
import { isAvailable } from './health.ts';
import { changeHealth, type HealthChange } from './health-change.ts';
import { isAlone } from './is-alone.ts';
import { attemptHere, enterChain, moveOn } from './move-on.ts';
import { decideRetry } from './retry-decision.ts';
import { retryQuestion } from './retry-question.ts';
import type { World } from './world.ts';

/**
 * The whole policy of a routed call as a function: from what the call has been through, what just
 * happened and how the deployments are doing, to the one thing to do next. Nothing in here waits,
 * asks or remembers.
 */
export function decide(call: CallState, event: RouterEvent, world: World): Decision {
  switch (event.type) {
    case 'started':
      return moveOn(call, world);
    case 'waited':
      return waited({ ...call, waitedMs: event.ms }, world);
    case 'served':
      return served(call, world);
    case 'failed':
      return failed(call, event.error, world);
  }
}

function waited(call: CallState, world: World): Decision {
  const { current } = call;
  if (current?.isRetrying !== true) return moveOn(call, world);
  const isOpen = !isAvailable(world.health(current.deployment.id), world.nowMs);
  return isOpen ? moveOn(call, world) : attemptHere(call, current, world);
}

function served(call: CallState, world: World): Decision {
  return { call, action: { type: 'finish' }, updates: [update(call, { type: 'served' }, world)] };
}

function failed(before: CallState, error: ChatError, world: World): Decision {
  const { blame } = VERDICTS[error.code];
  if (blame === 'caller') return stop(before, error, world);
  if (blame === 'request') return leave(before, error, { canReturn: false }, world);
  const retry = decideRetry(retryQuestion(before, currentOf(before), error, world));
  if (retry.kind === 'retry') return retryHere(before, error, retry.waitMs, world);
  return leave(before, withUnmadeWait(error, retry.unfitMs), { canReturn: retry.mayReturn }, world);
}

/** The caller left, or the time is over: nothing is learnt, nobody else is asked. */
function stop(call: CallState, error: ChatError, world: World): Decision {
  const updates = currentOf(call).isProbe ? [update(call, { type: 'left' }, world)] : [];
  return finish(call, { error, updates });
}

function leave(
  before: CallState,
  error: ChatError,
  { canReturn }: { readonly canReturn: boolean },
  world: World,
): Decision {
  const current = { ...currentOf(before), canReturn };
  const call = withFailure({ ...before, current }, error);
  const change = leavingChange(error, current, world.limits, isAlone(call, world));
  const updates = change === undefined ? [] : [update(call, change, world)];
  const { chain } = VERDICTS[error.code];
  if (chain === 'none') return finish(call, { updates });
  return chain === 'generic'
    ? moveOn(call, world, updates)
    : enterChain(call, chain, world, updates);
}

/** Waits for the same deployment, unless this failure opened it for longer than the wait. */
function retryHere(before: CallState, error: ChatError, ms: number, world: World): Decision {
  const current = currentOf(before);
  const change = retryingChange(error, ms, isAlone(before, world));
  const updates = change === undefined ? [] : [update(before, change, world)];
  const { health = world.health(current.deployment.id) } = updates[0] ?? {};
  const isOpen = !isAvailable(health, world.nowMs + ms);
  const call = withFailure(
    { ...before, current: { ...current, isRetrying: !isOpen, canReturn: true } },
    error,
  );
  if (isOpen) return moveOn(call, world, updates);
  return { call, action: { type: 'wait', ms, reason: `retry after ${error.code}` }, updates };
}

function update(call: CallState, change: HealthChange, world: World): HealthUpdate {
  const { id } = currentOf(call).deployment;
  return {
    deployment: id,
    health: changeHealth(world.health(id), change, world.nowMs, world.random),
  };
}

function withFailure(call: CallState, error: ChatError): CallState {
  const { id } = currentOf(call).deployment;
  const isKnown = call.failures.some(({ deployment }) => deployment === id);
  const failure = { deployment: id, error };
  const failures = isKnown
    ? call.failures.map((known) => (known.deployment === id ? failure : known))
    : [...call.failures, failure];
  return { ...call, failures };
}

/** A wait that was not made is told to the caller. */
function withUnmadeWait(error: ChatError, waitMs: number | undefined): ChatError {
  return waitMs === undefined ? error : error.with({ retryAfterMs: Math.ceil(waitMs) });
}

function currentOf({ current }: CallState): CurrentDeployment {
  if (current === undefined)
    throw new Error('Nothing was asked, so nothing can have been answered.');
  return current;
}
