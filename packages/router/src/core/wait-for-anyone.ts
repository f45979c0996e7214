import { ChatError } from '@scillm/core';
import type { CallState } from './call-state.ts';
import { currentHop, unasked } from './candidates.ts';
import { isAvailable, stateAt } from './health.ts';
import type { Candidate } from './route-table.ts';
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
  | { readonly kind: 'try'; readonly candidate: Candidate }
  | { readonly kind: 'end'; readonly error?: ChatError };

/** A deployment that will take calls again, and when. */
interface Resting {
  readonly candidate: Candidate;
  readonly atMs: number;
  readonly isCurrent: boolean;
}

/** Looks for the first of the deployments of these routes to return, and does as `whenAllCooled` says. */
export function waitForAnyone(call: CallState, routes: readonly string[], world: World): Waiting {
  const { nowMs, remainingMs, limits } = world;
  const resting = restingOf(call, routes, world);
  const earliest = resting.reduce<Resting | undefined>(
    (best, next) => (best === undefined || next.atMs < best.atMs ? next : best),
    undefined,
  );
  if (earliest === undefined) return { kind: 'end' };
  const { candidate, atMs, isCurrent } = earliest;
  const ms = Math.max(0, atMs - nowMs);
  if (limits.whenAllCooled === 'try' && !isCurrent) return { kind: 'try', candidate };
  const error = call.failures.length === 0 ? circuitOpen(call, candidate, ms, world) : undefined;
  if (limits.whenAllCooled !== 'wait' || ms > remainingMs) {
    return error === undefined ? { kind: 'end' } : { kind: 'end', error };
  }
  const { current } = call;
  const next =
    current === undefined ? call : { ...call, current: { ...current, isRetrying: isCurrent } };
  return {
    kind: 'wait',
    call: next,
    ms,
    reason: `until ${candidate.deployment.id} takes calls again`,
  };
}

function restingOf(call: CallState, routes: readonly string[], world: World): readonly Resting[] {
  const others = routes
    .flatMap((route) => unasked(call, route, world))
    .map((candidate) => ({ candidate, atMs: returnOf(candidate, world), isCurrent: false }));
  const { current } = call;
  if (current?.canReturn !== true) return others;
  const candidate = { deployment: current.deployment, tier: 0 };
  return [...others, { candidate, atMs: returnOf(candidate, world), isCurrent: true }];
}

function returnOf({ deployment }: Candidate, { health, nowMs }: World): number {
  const known = health(deployment.id);
  if (stateAt(known, nowMs) === 'open') return known.untilMs;
  return isAvailable(known, nowMs) ? nowMs : nowMs + PROBE_LOOK_MS;
}

function circuitOpen(
  call: CallState,
  { deployment }: Candidate,
  ms: number,
  { health }: World,
): ChatError {
  const { code } = health(deployment.id);
  const cause =
    code === undefined ? undefined : new ChatError(code, `${deployment.id} rests after ${code}.`);
  return new ChatError(
    'circuit_open',
    `Every deployment of ${currentHop(call).route} rests (${deployment.id} after ${code ?? 'a probe'}); the first returns in ${Math.ceil(ms)} ms. Call again then, or add a deployment.`,
    { deployment: deployment.id, retryAfterMs: Math.ceil(ms), reason: code, cause },
  );
}
