import type { Deployment } from '../deployment.ts';
import type { CallState } from './call-state.ts';
import { isReady } from './readiness.ts';
import type { Candidate, Hop } from './route-table.ts';
import { lacksOf } from './unable.ts';
import type { World } from './world.ts';

/** A candidate and the route it is asked in. */
export interface Place {
  readonly hop: Hop;
  readonly candidate: Candidate;
}

/** The route in use. */
export function currentHop(call: CallState): Hop {
  const hop = call.hops.at(-1);
  if (hop === undefined) throw new Error('A call always is in a route.');
  return hop;
}

/** Where the call may look for somebody to ask: the route in use, those ahead, then those it left. */
function hopsInReach(call: CallState, world: World): readonly Hop[] {
  const current = currentHop(call);
  const ahead = hopsAhead(call, world);
  // Most calls are in their first route, and it has no chain.
  if (call.hops.length === 1 && ahead.length === 0) return call.isRouteOpen ? call.hops : ahead;
  const behind = call.chain === 'generic' ? call.hops.filter((hop) => hop !== current) : [];
  const others = [...ahead, ...new Set(behind)];
  return call.isRouteOpen ? [current, ...others] : others;
}

/** How many routes the call has entered. */
function entered({ hops }: CallState): number {
  return hops.length === 1 ? 1 : new Set(hops).size;
}

const NOWHERE: readonly Hop[] = [];

/** Where the call could go on to by its chain, in order, routes it has been in left out. */
export function hopsAhead(call: CallState, { table, limits }: World): readonly Hop[] {
  if (entered(call) >= limits.maxHops) return [];
  const next = (route: string): readonly Hop[] =>
    call.chain === 'generic' ? table.chain('generic', route) : NOWHERE;
  const first = next(currentHop(call).route);
  if (call.ahead.length === 0 && first.length === 0) return NOWHERE;
  const found: Hop[] = [];
  const queue = [...call.ahead, ...first];
  const seen = new Set(call.hops.map(({ route }) => route));
  for (const hop of queue) {
    if (seen.has(hop.route)) continue;
    seen.add(hop.route);
    found.push(hop);
    queue.push(...next(hop.route));
  }
  return found;
}

/** Everybody in reach who has not been asked. */
export function unasked(call: CallState, world: World): readonly Place[] {
  const places: Place[] = [];
  for (const hop of hopsInReach(call, world)) {
    for (const candidate of world.table.candidates(hop.route) ?? []) {
      if (mayTake(candidate, call, hop, world)) places.push({ hop, candidate });
    }
  }
  return places;
}

/** Those of them who take calls now, in the order to ask them; the ones to avoid come last. */
export function available(call: CallState, world: World): readonly Place[] {
  const places = preferredFirst(
    unasked(call, world).filter((place) => takesCalls(place, world)),
    world,
  );
  const isAvoided = (place: Place): boolean => isToAvoid(place, world);
  return places.some(isAvoided)
    ? [...places.filter((place) => !isAvoided(place)), ...places.filter(isAvoided)]
    : places;
}

function preferredFirst(places: readonly Place[], { limits }: World): readonly Place[] {
  const preferred = limits.reask?.deployment;
  if (preferred === undefined) return places;
  const isPreferred = ({ candidate }: Place): boolean => candidate.deployment.id === preferred;
  return [...places.filter(isPreferred), ...places.filter((place) => !isPreferred(place))];
}

/**
 * Whether somebody else could take the call now: of the same tier, of a later one or a chain, or
 * nobody. Those to avoid are not meant.
 */
export function elsewhere(call: CallState, world: World): 'sibling' | 'fallback' | 'none' {
  const hop = currentHop(call);
  const others = available(call, world).filter((place) => !isToAvoid(place, world));
  const tier = world.table
    .candidates(hop.route)
    ?.find(({ deployment }) => deployment.id === call.current?.deployment.id)?.tier;
  if (others.some((place) => place.hop === hop && place.candidate.tier === tier)) return 'sibling';
  return others.length > 0 || world.hasOutside ? 'fallback' : 'none';
}

/** How many deployments could take the call and have not been asked, as far as hops are left. */
export function untried(call: CallState, world: World): number {
  const places = available(call, world);
  const isKnown = (hop: Hop): boolean => call.hops.includes(hop);
  const routes = new Set(places.map(({ hop }) => hop).filter((hop) => !isKnown(hop)));
  const reachable = [...routes].slice(0, world.limits.maxHops - entered(call));
  const ids = places
    .filter(({ hop }) => isKnown(hop) || reachable.includes(hop))
    .map(({ candidate }) => candidate.deployment.id);
  return new Set(ids).size + (world.hasOutside ? 1 : 0);
}

/** Whether somebody who has not been asked is able to take the call. */
function mayTake({ deployment }: Candidate, call: CallState, hop: Hop, world: World): boolean {
  return (
    !call.asked.includes(deployment.id) &&
    lacksOf(deployment, world.needs).length === 0 &&
    isLargeEnough(deployment, call, hop)
  );
}

/** After an input that was too long, the rest of the route counts only where the window is known to be larger. */
function isLargeEnough({ capabilities }: Deployment, call: CallState, hop: Hop): boolean {
  const { windowAbove } = call;
  if (windowAbove === undefined || hop !== currentHop(call)) return true;
  return (capabilities?.maxInputTokens ?? 0) > windowAbove;
}

function takesCalls({ candidate }: Place, world: World): boolean {
  return isReady(candidate.deployment, world);
}

/** Whether the caller wants somebody else, if there is anybody. */
export function isToAvoid({ candidate }: Place, { limits }: World): boolean {
  return limits.avoid.has(candidate.deployment.id);
}
