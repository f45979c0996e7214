import type { AttemptKind } from '@scillm/core';
import type { CallState, CurrentDeployment } from './call-state.ts';
import { available, currentHop, hopsAhead, type Place } from './candidates.ts';
import type { Decision, HealthUpdate } from './decision.ts';
import { finish } from './finish.ts';
import { stateAt } from './health.ts';
import { changeHealth } from './health-change.ts';
import type { ChainKind, Hop } from './route-table.ts';
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
  const [next] = available(call, world);
  if (next !== undefined) return attemptNext(call, next, world, updates);
  const outcome = waitForAnyone(call, world);
  switch (outcome.kind) {
    case 'try':
      return attemptNext(call, outcome.place, world, updates);
    case 'wait': {
      const { ms, reason } = outcome;
      return { call: outcome.call, action: { type: 'wait', ms, reason }, updates };
    }
    case 'end':
      return finish(call, { ...outcome, updates });
  }
}

/** Goes into a special chain: past the rest of the route, and never back into the generic one. */
export function enterChain(
  call: CallState,
  kind: ChainKind,
  world: World,
  updates: readonly HealthUpdate[],
): Decision {
  const named = world.table.chain(kind, currentHop(call).route);
  const ahead = call.chain === kind ? [...call.ahead, ...named] : named;
  return moveOn({ ...call, chain: kind, ahead, isRouteOpen: false }, world, updates);
}

/** Asks the deployment in use once more. */
export function attemptHere(call: CallState, current: CurrentDeployment, world: World): Decision {
  const retries = current.retries + 1;
  const next = { ...begin(current.deployment, world), retries };
  return attempt(
    { ...call, current: next },
    next,
    { kind: 'retry', decision: `retry ${retries}` },
    world,
    [],
  );
}

function attemptNext(
  before: CallState,
  { hop, candidate: { deployment, tier } }: Place,
  world: World,
  updates: readonly HealthUpdate[],
): Decision {
  const call = enter(before, hop, world);
  const current = begin(deployment, world);
  const plain = call.asked.length === 0 ? 'first' : 'fallback';
  const why = {
    kind: current.isProbe ? 'probe' : plain,
    decision: reasonFor(call, tier, current.isProbe, world),
  } as const;
  const next = { ...call, current, asked: [...call.asked, deployment.id] };
  return attempt(next, current, why, world, updates);
}

/** What was passed over on the way stays ahead: it may take calls by then. */
function enter(call: CallState, hop: Hop, world: World): CallState {
  if (hop === currentHop(call)) return call;
  const ahead = hopsAhead(call, world).filter((other) => other !== hop);
  return { ...call, hops: [...call.hops, hop], ahead, isRouteOpen: true };
}

function begin(deployment: CurrentDeployment['deployment'], world: World): CurrentDeployment {
  const health = world.health(deployment.id);
  return {
    deployment,
    retries: 0,
    openings: health.openings,
    isProbe: stateAt(health, world.nowMs) === 'half-open',
    isRetrying: false,
  };
}

function attempt(
  call: CallState,
  { deployment, isProbe, openings }: CurrentDeployment,
  why: { readonly kind: AttemptKind; readonly decision: string },
  { health, nowMs, random }: World,
  updates: readonly HealthUpdate[],
): Decision {
  const action = { type: 'attempt', deployment, ...why } as const;
  if (!isProbe) return { call, action, updates };
  const probed = changeHealth(
    health(deployment.id),
    { type: 'started' },
    { nowMs, random, openings },
  );
  return { call, action, updates: [...updates, { deployment: deployment.id, health: probed }] };
}

function reasonFor(call: CallState, tier: number, isProbe: boolean, { table }: World): string {
  if (isProbe) return 'probe of a deployment that failed before';
  const { route } = currentHop(call);
  const last = table
    .candidates(route)
    ?.find(({ deployment }) => deployment.id === call.asked.at(-1));
  if (last !== undefined) return last.tier === tier ? 'sibling' : 'next tier';
  return call.hops.length === 1 ? 'first in order' : `fallback route ${route}`;
}

function updatedWorld(world: World, updates: readonly HealthUpdate[]): World {
  if (updates.length === 0) return world;
  const health = (id: string) =>
    updates.findLast(({ deployment }) => deployment === id)?.health ?? world.health(id);
  return { ...world, health };
}
