import { ChatError, fitMessage } from '@scillm/core';
import type { Deployment } from '../deployment.ts';
import type { CallState } from './call-state.ts';
import { currentHop, type Place, unasked } from './candidates.ts';
import { isHalfOpen, isResting, restingAfter, returnsAt } from './readiness.ts';
import { unableError } from './unable-error.ts';
import { remainingMs, type World } from './world.ts';

/** What to do when nobody takes calls now: wait, ask somebody all the same, or end. */
export type Waiting =
  | {
      readonly kind: 'wait';
      readonly call: CallState;
      readonly ms: number;
      readonly reason: string;
    }
  | { readonly kind: 'try'; readonly place: Place }
  | { readonly kind: 'end'; readonly error?: ChatError; readonly retryAfterMs?: number };

/** A deployment that will take calls again, and when. */
interface Resting {
  readonly deployment: Deployment;
  readonly atMs: number;
  /** Absent for the deployment in use, which would be asked once more. */
  readonly place?: Place;
}

/** Looks for the first deployment in reach to return, and does as `whenAllCooled` says. */
export function waitForAnyone(call: CallState, world: World): Waiting {
  const { nowMs, limits } = world;
  const others = unasked(call, world).map((place) => restingAt(place, world));
  const toTry =
    limits.whenAllCooled === 'try' ? earliestOf(others.filter(isOpen(world))) : undefined;
  if (toTry?.place !== undefined) return { kind: 'try', place: toTry.place };
  const earliest = earliestOf([...others, ...inUse(call, world)]);
  if (earliest === undefined) return nobody(call, world);
  const { deployment, atMs, place } = earliest;
  const ms = Math.max(0, atMs - nowMs);
  if (!mayWait(earliest, world) || ms > remainingMs(world)) {
    return {
      kind: 'end',
      retryAfterMs: Math.ceil(ms),
      ...(call.failures.length === 0 ? { error: circuitOpen(call, deployment, ms, world) } : {}),
    };
  }
  const { current } = call;
  const isRetrying = place === undefined;
  return {
    kind: 'wait',
    call: current === undefined ? call : { ...call, current: { ...current, isRetrying } },
    ms,
    reason: `until ${deployment.id} takes calls again`,
  };
}

function nobody(call: CallState, world: World): Waiting {
  const error = call.failures.length === 0 ? unableError(call, world) : undefined;
  return { kind: 'end', ...(error === undefined ? {} : { error }) };
}

/** A call that somebody outside could take does not wait in here, and another one's probe is waited for by `try` too. */
function mayWait({ deployment }: Resting, world: World): boolean {
  const { whenAllCooled } = world.limits;
  if (world.hasOutside || whenAllCooled === 'fail') return false;
  return whenAllCooled === 'wait' || isHalfOpen(deployment, world);
}

function isOpen(world: World): (resting: Resting) => boolean {
  return ({ deployment }) => isResting(deployment, world);
}

function earliestOf(all: readonly Resting[]): Resting | undefined {
  return all.reduce<Resting | undefined>(
    (best, next) => (best === undefined || next.atMs < best.atMs ? next : best),
    undefined,
  );
}

function restingAt(place: Place, world: World): Resting {
  const { deployment } = place.candidate;
  return { deployment, atMs: returnsAt(deployment, world), place };
}

function inUse({ current }: CallState, world: World): readonly Resting[] {
  if (current?.returnsAtMs === undefined) return [];
  const { deployment, returnsAtMs } = current;
  return [{ deployment, atMs: Math.max(returnsAtMs, returnsAt(deployment, world)) }];
}

function circuitOpen(call: CallState, deployment: Deployment, ms: number, world: World): ChatError {
  const { id } = deployment;
  const code = restingAfter(deployment, world);
  const cause = code === undefined ? undefined : new ChatError(code, `${id} rests after ${code}.`);
  const wait = Math.ceil(ms);
  return new ChatError(
    'circuit_open',
    fitMessage({
      head: `Every deployment of ${currentHop(call).route} rests (`,
      list: [`${id} after ${code ?? 'a probe'}`],
      advice: `); the first returns in ${wait} ms. Call again then, or add a deployment.`,
    }),
    { deployment: id, retryAfterMs: wait, reason: code, cause },
  );
}
