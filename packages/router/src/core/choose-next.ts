import type { Deployment } from '../deployment.ts';
import type { StrategyView } from '../strategy/strategy.ts';
import { isToAvoid, type Place } from './candidates.ts';
import type { World } from './world.ts';

/**
 * Who is asked of those who take calls: of the first tier there is, the one its route's strategy puts
 * in front. Those whose limits are spent wait until nobody else is left.
 */
export function chooseNext(places: readonly Place[], world: World): Place | undefined {
  const unspent = places.filter(({ candidate }) => !isSpent(candidate.deployment, world));
  const ready = unspent.length > 0 ? unspent : places;
  const [first] = ready;
  if (first === undefined || first.candidate.deployment.id === world.limits.reask?.deployment) {
    return first;
  }
  const tier = ready.filter((place) => isBeside(place, first, world));
  const [deployment] = inStrategyOrder(tier, world);
  return tier.find(({ candidate }) => candidate.deployment === deployment) ?? first;
}

/** The deployments of one tier as its route's strategy orders them. */
function inStrategyOrder(tier: readonly Place[], world: World): readonly Deployment[] {
  const [first] = tier;
  const deployments = tier.map(({ candidate }) => candidate.deployment);
  if (first === undefined || deployments.length === 1) return deployments;
  const { route } = first.hop;
  return world.table.strategy(route).order(deployments, viewOf(first, world), world.random);
}

/** Whether two places are of one tier. */
function isBeside(a: Place, b: Place, world: World): boolean {
  const isOneTier = a.hop === b.hop && a.candidate.tier === b.candidate.tier;
  return isOneTier && isToAvoid(a, world) === isToAvoid(b, world);
}

/** Whether a call would have to wait for the deployment's own limits. */
export function isSpent({ id, limits }: Deployment, { traffic, needs, nowMs }: World): boolean {
  if (limits === undefined) return false;
  const { maxConcurrent = Number.POSITIVE_INFINITY, ...perMinute } = limits;
  if (traffic.inFlight(id) >= maxConcurrent) return true;
  if (perMinute.rpm === undefined && perMinute.tpm === undefined) return false;
  const { input, output } = needs().tokens;
  return traffic.minute(id).earliest(perMinute, input + output, nowMs) > nowMs;
}

function viewOf({ hop, candidate }: Place, world: World): StrategyView {
  const { traffic, kind, needs, nowMs, table } = world;
  const peers = (table.candidates(hop.route) ?? []).filter(({ tier }) => tier === candidate.tier);
  return {
    turn: traffic.turns(hop.route),
    tier: peers.map(({ deployment }) => deployment),
    get tokens() {
      return needs().tokens;
    },
    inFlight: traffic.inFlight,
    latencyMs: (deployment) => traffic.latencyMs(deployment, kind, nowMs),
    usageShare: (deployment) => traffic.usageShare(deployment, nowMs),
  };
}
