import type { AttemptKind, HealthUpdate } from '@scillm/core';
import type { CallState, CurrentDeployment } from './call-state.ts';
import { available, currentHop, hopsAhead, type Place } from './candidates.ts';
import { chooseNext } from './choose-next.ts';
import type { Decision } from './decision.ts';
import { finish } from './finish.ts';
import { healthUpdates } from './health-updates.ts';
import { poolKey } from './pool.ts';
import { isHalfOpen } from './readiness.ts';
import type { ChainKind, Hop } from './route-table.ts';
import { waitForAnyone } from './wait-for-anyone.ts';
import { updatedWorld, type World } from './world.ts';

/** Asks the next deployment of the route, then of the routes ahead; with nobody left, waits or ends. */
export function moveOn(
  call: CallState,
  before: World,
  updates: readonly HealthUpdate[] = [],
): Decision {
  const world = updatedWorld(before, updates);
  if (world.attemptsLeft <= 0) return finish(call, { updates });
  const next = chooseNext(available(call, world), world);
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

/**
 * Goes into a special chain: past the rest of the route, but for windows known to be larger where the
 * input was too long, and never back into the generic one.
 */
export function enterChain(
  call: CallState,
  kind: ChainKind,
  world: World,
  updates: readonly HealthUpdate[],
): Decision {
  const named = world.table.chain(kind, currentHop(call).route);
  const ahead = call.chain === kind ? [...call.ahead, ...named] : named;
  const windowAbove =
    kind === 'context' ? call.current?.deployment.capabilities?.maxInputTokens : undefined;
  const rest =
    windowAbove === undefined ? { isRouteOpen: false } : { isRouteOpen: true, windowAbove };
  return moveOn({ ...call, chain: kind, ahead, ...rest }, world, updates);
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

/** Asks a deployment for the first time in this call. */
export function attemptNext(
  before: CallState,
  { hop, candidate: { deployment, tier } }: Place,
  world: World,
  updates: readonly HealthUpdate[],
): Decision {
  const call = enter(before, hop, world);
  const current = begin(deployment, world);
  const first = world.limits.reask === undefined ? 'first' : 'reask';
  const plain = call.asked.length === 0 ? first : 'fallback';
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
  const { windowAbove: _, ...rest } = call;
  return { ...rest, hops: [...call.hops, hop], ahead, isRouteOpen: true };
}

function begin(deployment: CurrentDeployment['deployment'], world: World): CurrentDeployment {
  const key = poolKey(deployment);
  return {
    deployment,
    retries: 0,
    openings: world.health(deployment.id).openings,
    poolOpenings: key === undefined ? 0 : world.health(key).openings,
    isProbe: isHalfOpen(deployment, world),
    isRetrying: false,
  };
}

function attempt(
  call: CallState,
  current: CurrentDeployment,
  why: { readonly kind: AttemptKind; readonly decision: string },
  world: World,
  updates: readonly HealthUpdate[],
): Decision {
  const action = { type: 'attempt', deployment: current.deployment, ...why } as const;
  if (!current.isProbe) return { call, action, updates };
  const started = healthUpdates(current, { type: 'started' }, world);
  return { call, action, updates: [...updates, ...started] };
}

function reasonFor(call: CallState, tier: number, isProbe: boolean, world: World): string {
  const { table, limits } = world;
  if (isProbe) return 'probe of a deployment that failed before';
  if (limits.reask !== undefined && call.asked.length === 0) return 'answer did not fit';
  const { route } = currentHop(call);
  const last = table
    .candidates(route)
    ?.find(({ deployment }) => deployment.id === call.asked.at(-1));
  if (last !== undefined) return last.tier === tier ? 'sibling' : 'next tier';
  return call.hops.length === 1 ? 'first in order' : `fallback route ${route}`;
}
