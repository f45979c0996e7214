import { type ChatError, type HealthUpdate, VERDICTS } from '@scillm/core';
import type { CallState, CurrentDeployment } from './call-state.ts';
import { currentHop } from './candidates.ts';
import type { Decision, RouterEvent } from './decision.ts';
import { retryingChange } from './failure-change.ts';
import { finish } from './finish.ts';
import { healthUpdates } from './health-updates.ts';
import { isAlone } from './is-alone.ts';
import { attemptHere, enterChain, moveOn } from './move-on.ts';
import { noteFailure, withFailure } from './note-failure.ts';
import { isReady } from './readiness.ts';
import { decideRetry } from './retry-decision.ts';
import { retryQuestion } from './retry-question.ts';
import { lacksOf } from './unable.ts';
import { updatedWorld, type World } from './world.ts';

/**
 * The whole policy of a routed call as a function: from what the call has been through, what just
 * happened and how the deployments are doing, to the one thing to do next. Nothing in here waits,
 * asks or remembers.
 */
export function decide(call: CallState, event: RouterEvent, world: World): Decision {
  switch (event.type) {
    case 'started':
      return begin(call, world);
    case 'waited':
      return waited({ ...call, waitedMs: call.waitedMs + event.ms }, world);
    case 'served':
      return served(call, event.isOver, world);
    case 'failed':
      return failed({ ...call, waitedMs: 0 }, event, world);
    case 'broke':
      return failed({ ...call, waitedMs: 0, current: withoutProbe(call) }, event, world);
    case 'ended':
      return stop(call, event.error, world);
  }
}

/** What is too long for everybody of its route goes where the context chain says, if there is one. */
function begin(call: CallState, world: World): Decision {
  const { route } = currentHop(call);
  const isTooLong = (world.table.candidates(route) ?? []).every(({ deployment }) =>
    lacksOf(deployment, world.needs).includes('context'),
  );
  return isTooLong && world.table.chain('context', route).length > 0
    ? enterChain(call, 'context', world, [])
    : moveOn(call, world);
}

function waited(call: CallState, world: World): Decision {
  const { current } = call;
  if (current?.isRetrying !== true || world.attemptsLeft <= 0) return moveOn(call, world);
  if (isReady(current.deployment, world)) return attemptHere(call, current, world);
  return goOn(call, lastErrorOf(call), world, []);
}

/** A stream that begins closes the deployment it probes; as a result it counts at its end. */
function served(call: CallState, isOver: boolean, world: World): Decision {
  const current = currentOf(call);
  const isKnown = isOver || current.isProbe;
  const updates = isKnown ? healthUpdates(current, { type: 'served' }, world) : [];
  return { call, action: { type: 'finish' }, updates };
}

type Failure = Extract<RouterEvent, { type: 'failed' | 'broke' }>;

function failed(before: CallState, failure: Failure, world: World): Decision {
  const { error } = failure;
  if (VERDICTS[error.code].blame === 'caller') return stop(before, error, world);
  const retry = decideRetry(retryQuestion(before, currentOf(before), error, world));
  if (retry.kind === 'retry') return retryHere(before, failure, retry.waitMs, world);
  return leave(before, failure, retry, world);
}

/** The probe was over when its stream began. */
function withoutProbe(call: CallState): CurrentDeployment {
  return { ...currentOf(call), isProbe: false };
}

/** The caller left, or the time is over: nothing is learnt, nobody else is asked. */
function stop(call: CallState, error: ChatError, world: World): Decision {
  const current = currentOf(call);
  const updates = current.isProbe ? healthUpdates(current, { type: 'left' }, world) : [];
  return finish(call, { error, updates });
}

function leave(
  before: CallState,
  { type, error }: Failure,
  { unfitMs, returnMs }: { readonly unfitMs?: number; readonly returnMs?: number },
  world: World,
): Decision {
  const { returnsAtMs: _, ...current } = currentOf(before);
  const returns = returnMs === undefined ? {} : { returnsAtMs: world.nowMs + returnMs };
  // A wait that was not made is told to the caller; the backend did not ask for it.
  const told = unfitMs === undefined ? error : error.with({ retryAfterMs: Math.ceil(unfitMs) });
  const next = { ...current, ...returns };
  const noted = noteFailure({ ...before, current: next }, next, { error, told }, world);
  return goOn(noted.call, error, world, type === 'broke' ? [] : noted.updates);
}

/** Waits for the same deployment, unless this failure opened it for longer than the wait. */
function retryHere(
  before: CallState,
  { type, error }: Failure,
  ms: number,
  world: World,
): Decision {
  const current = currentOf(before);
  const change = type === 'broke' ? undefined : retryingChange(error, ms, isAlone(before, world));
  const updates = change === undefined ? [] : healthUpdates(current, change, world, error);
  const returnsAtMs = world.nowMs + ms;
  const isOpen = !isReady(current.deployment, updatedWorld(world, updates), returnsAtMs);
  const next = { ...current, isRetrying: !isOpen, returnsAtMs };
  const call = withFailure({ ...before, current: next }, next, error);
  if (isOpen) return goOn(call, error, world, updates);
  return { call, action: { type: 'wait', ms, reason: `retry after ${error.code}` }, updates };
}

/** Leaves the deployment for whoever may be asked after such an error. */
function goOn(
  call: CallState,
  { code }: ChatError,
  world: World,
  updates: readonly HealthUpdate[],
): Decision {
  const { chain } = VERDICTS[code];
  if (chain === 'none') return finish(call, { updates });
  return chain === 'generic'
    ? moveOn(call, world, updates)
    : enterChain(call, chain, world, updates);
}

function lastErrorOf(call: CallState): ChatError {
  const { id } = currentOf(call).deployment;
  const failure = call.failures.find(({ deployment }) => deployment === id);
  if (failure === undefined) throw new Error('Only a deployment that failed is retried.');
  return failure.error;
}

function currentOf({ current }: CallState): CurrentDeployment {
  if (current === undefined)
    throw new Error('Nothing was asked, so nothing can have been answered.');
  return current;
}
