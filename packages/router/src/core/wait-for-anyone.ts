import { ChatError } from '@scillm/core';
import type { CallState } from './call-state.ts';
import { currentHop, type Place, unasked } from './candidates.ts';
import { type Health, isAvailable, stateAt } from './health.ts';
import type { World } from './world.ts';

/** How often a call looks whether somebody else's probe has come back. */
const PROBE_LOOK_MS = 100;

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
  readonly id: string;
  readonly atMs: number;
  /** Absent for the deployment in use, which would be asked once more. */
  readonly place?: Place;
}

/** Looks for the first deployment in reach to return, and does as `whenAllCooled` says. */
export function waitForAnyone(call: CallState, world: World): Waiting {
  const { nowMs, remainingMs, limits } = world;
  const others = unasked(call, world).map((place) => restingAt(place, world));
  const toTry =
    limits.whenAllCooled === 'try' ? earliestOf(others.filter(isOpen(world))) : undefined;
  if (toTry?.place !== undefined) return { kind: 'try', place: toTry.place };
  const earliest = earliestOf([...others, ...inUse(call, world)]);
  if (earliest === undefined) return { kind: 'end' };
  const { id, atMs, place } = earliest;
  const ms = Math.max(0, atMs - nowMs);
  if (!mayWait(earliest, world) || ms > remainingMs) {
    return {
      kind: 'end',
      retryAfterMs: Math.ceil(ms),
      ...(call.failures.length === 0 ? { error: circuitOpen(call, id, ms, world) } : {}),
    };
  }
  const { current } = call;
  const isRetrying = place === undefined;
  return {
    kind: 'wait',
    call: current === undefined ? call : { ...call, current: { ...current, isRetrying } },
    ms,
    reason: `until ${id} takes calls again`,
  };
}

/** A call that somebody outside could take does not wait in here, and another one's probe is waited for by `try` too. */
function mayWait({ id }: Resting, { limits, hasOutside, health, nowMs }: World): boolean {
  if (hasOutside || limits.whenAllCooled === 'fail') return false;
  return limits.whenAllCooled === 'wait' || stateAt(health(id), nowMs) === 'half-open';
}

function isOpen({ health, nowMs }: World): (resting: Resting) => boolean {
  return ({ id }) => stateAt(health(id), nowMs) === 'open';
}

function earliestOf(all: readonly Resting[]): Resting | undefined {
  return all.reduce<Resting | undefined>(
    (best, next) => (best === undefined || next.atMs < best.atMs ? next : best),
    undefined,
  );
}

function restingAt(place: Place, { health, nowMs }: World): Resting {
  const { id } = place.candidate.deployment;
  return { id, atMs: returnOf(health(id), nowMs), place };
}

function inUse({ current }: CallState, { health, nowMs }: World): readonly Resting[] {
  if (current?.returnsAtMs === undefined) return [];
  const { id } = current.deployment;
  return [{ id, atMs: Math.max(current.returnsAtMs, returnOf(health(id), nowMs)) }];
}

function returnOf(health: Health, nowMs: number): number {
  if (stateAt(health, nowMs) === 'open') return health.untilMs;
  return isAvailable(health, nowMs) ? nowMs : nowMs + PROBE_LOOK_MS;
}

function circuitOpen(call: CallState, id: string, ms: number, { health }: World): ChatError {
  const { code } = health(id);
  const cause = code === undefined ? undefined : new ChatError(code, `${id} rests after ${code}.`);
  const wait = Math.ceil(ms);
  return new ChatError(
    'circuit_open',
    `Every deployment of ${currentHop(call).route} rests (${id} after ${code ?? 'a probe'}); the first returns in ${wait} ms. Call again then, or add a deployment.`,
    { deployment: id, retryAfterMs: wait, reason: code, cause },
  );
}
