import type { CallState } from './call-state.ts';
import { isAvailable } from './health.ts';
import type { Candidate, Hop } from './route-table.ts';
import type { World } from './world.ts';

/** Candidates of a route that the call has not asked; those to avoid only if nothing else is left. */
export function unasked(call: CallState, route: string, world: World): readonly Candidate[] {
  const all = (world.table.candidates(route) ?? []).filter(
    ({ deployment }) => !call.asked.includes(deployment.id),
  );
  const wanted = all.filter(({ deployment }) => !world.limits.avoid.has(deployment.id));
  return wanted.length > 0 ? wanted : all;
}

/** Those of them that take calls now, in the order to ask them. */
export function available(call: CallState, route: string, world: World): readonly Candidate[] {
  return unasked(call, route, world).filter(({ deployment }) =>
    isAvailable(world.health(deployment.id), world.nowMs),
  );
}

/** The route in use. */
export function currentHop(call: CallState): Hop {
  const hop = call.hops.at(-1);
  if (hop === undefined) throw new Error('A call always is in a route.');
  return hop;
}

/** Where the call could go on to by the generic chain, in order, routes it has been in left out. */
export function hopsAhead(call: CallState, world: World): readonly Hop[] {
  const next =
    call.chain === 'generic'
      ? [...call.ahead, ...world.table.chain('generic', currentHop(call).route)]
      : call.ahead;
  const seen = new Set(call.hops.map(({ route }) => route));
  const room = world.limits.maxHops - call.hops.length;
  return next
    .filter(({ route }) => !seen.has(route) && Boolean(seen.add(route)))
    .slice(0, Math.max(0, room));
}

/** Whether somebody else could take the call now: of the same tier, of a later one or a chain, or nobody. */
export function elsewhere(call: CallState, world: World): 'sibling' | 'fallback' | 'none' {
  const { route } = currentHop(call);
  const here = available(call, route, world);
  const tier = world.table
    .candidates(route)
    ?.find(({ deployment }) => deployment.id === call.current?.deployment.id)?.tier;
  if (here.some((candidate) => candidate.tier === tier)) return 'sibling';
  return here.length > 0 || hasAvailable(call, world) ? 'fallback' : 'none';
}

/** How many deployments could take the call and have not been asked, chains included. */
export function untried(call: CallState, world: World): number {
  const routes = [currentHop(call), ...hopsAhead(call, world)].map(({ route }) => route);
  const ids = routes.flatMap((route) =>
    available(call, route, world).map(({ deployment }) => deployment.id),
  );
  return new Set(ids).size;
}

function hasAvailable(call: CallState, world: World): boolean {
  return hopsAhead(call, world).some(({ route }) => available(call, route, world).length > 0);
}
