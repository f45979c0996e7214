import type { AttemptKind } from '@scillm/core';
import type { CallState, CurrentDeployment } from './call-state.ts';
import { available, currentHop, hopsAhead } from './candidates.ts';
import type { Decision, HealthUpdate } from './decision.ts';
import { finish } from './finish.ts';
import { stateAt } from './health.ts';
import { changeHealth } from './health-change.ts';
import type { Candidate, ChainKind } from './route-table.ts';
import { waitForAnyone } from './wait-for-anyone.ts';
import type { World } from './world.ts';

/** Asks the next deployment of the route, then of the routes ahead; with nobody left, waits or ends. */
export function moveOn(
  call: CallState,
  before: World,
  updates: readonly HealthUpdate[] = [],
): Decision {
  const world = updatedWorld(before, updates);
  if (world.attemptsLeft <= 0) return finish(call, { updates });
  const { route } = currentHop(call);
  const here = available(call, route, world)[0];
  if (here !== undefined) return attemptNext(call, here, world, updates);
  return enterNext(call, [route], world, updates);
}

/** Goes into a special chain: past the rest of the route, and never back into the generic one. */
export function enterChain(
  call: CallState,
  kind: ChainKind,
  before: World,
  updates: readonly HealthUpdate[],
): Decision {
  const world = updatedWorld(before, updates);
  if (world.attemptsLeft <= 0) return finish(call, { updates });
  const { route } = currentHop(call);
  const ahead = call.chain === kind ? call.ahead : world.table.chain(kind, route);
  return enterNext({ ...call, chain: kind, ahead }, [], world, updates);
}

/** Asks the deployment in use once more. */
export function attemptHere(call: CallState, current: CurrentDeployment, world: World): Decision {
  const retries = current.retries + 1;
  const isProbe = isHalfOpen(current.deployment.id, world);
  const next = { ...current, retries, isProbe, isRetrying: false };
  return attempt(
    { ...call, current: next },
    next,
    { kind: 'retry', decision: `retry ${retries}` },
    world,
    [],
  );
}

/** `waitable`: routes already entered whose deployments are worth waiting for, should nobody be ahead. */
function enterNext(
  call: CallState,
  waitable: readonly string[],
  world: World,
  updates: readonly HealthUpdate[],
): Decision {
  const ahead = hopsAhead(call, world);
  for (const [index, hop] of ahead.entries()) {
    const first = available(call, hop.route, world)[0];
    if (first === undefined) continue;
    const entered = { ...call, hops: [...call.hops, hop], ahead: ahead.slice(index + 1) };
    return attemptNext(entered, first, world, updates);
  }
  const outcome = waitForAnyone(call, [...waitable, ...ahead.map(({ route }) => route)], world);
  if (outcome.kind === 'try') return attemptNext(call, outcome.candidate, world, updates);
  return outcome.kind === 'end'
    ? finish(call, { ...(outcome.error === undefined ? {} : { error: outcome.error }), updates })
    : {
        call: outcome.call,
        action: { type: 'wait', ms: outcome.ms, reason: outcome.reason },
        updates,
      };
}

function attemptNext(
  call: CallState,
  { deployment, tier }: Candidate,
  world: World,
  updates: readonly HealthUpdate[],
): Decision {
  const isProbe = isHalfOpen(deployment.id, world);
  const plain = call.asked.length === 0 ? 'first' : 'fallback';
  const why = {
    kind: isProbe ? 'probe' : plain,
    decision: reasonFor(call, tier, isProbe, world),
  } as const;
  const current = { deployment, retries: 0, isProbe, isRetrying: false, canReturn: false };
  const next = { ...call, current, asked: [...call.asked, deployment.id] };
  return attempt(next, current, why, world, updates);
}

function attempt(
  call: CallState,
  { deployment, isProbe }: CurrentDeployment,
  why: { readonly kind: AttemptKind; readonly decision: string },
  world: World,
  updates: readonly HealthUpdate[],
): Decision {
  const health = isProbe
    ? changeHealth(world.health(deployment.id), { type: 'started' }, world.nowMs, world.random)
    : undefined;
  return {
    call,
    action: { type: 'attempt', deployment, ...why },
    updates: health === undefined ? updates : [...updates, { deployment: deployment.id, health }],
  };
}

function reasonFor(call: CallState, tier: number, isProbe: boolean, { table }: World): string {
  if (isProbe) return 'probe of a deployment that failed before';
  const { route } = currentHop(call);
  if (call.asked.length === 0) return 'first in order';
  const last = table
    .candidates(route)
    ?.find(({ deployment }) => deployment.id === call.asked.at(-1));
  if (last === undefined) return `fallback route ${route}`;
  return last.tier === tier ? 'sibling' : 'next tier';
}

function isHalfOpen(deployment: string, world: World): boolean {
  return stateAt(world.health(deployment), world.nowMs) === 'half-open';
}

function updatedWorld(world: World, updates: readonly HealthUpdate[]): World {
  if (updates.length === 0) return world;
  const health = (id: string) =>
    updates.findLast(({ deployment }) => deployment === id)?.health ?? world.health(id);
  return { ...world, health };
}
