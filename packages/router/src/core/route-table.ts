import { ChatError } from '@scillm/core';
import type { Deployment, RequestOverride } from '../deployment.ts';
import type { ChainEntry, RouterOptions } from '../router-options.ts';
import { inOrder } from '../strategy/in-order.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { checkDeployment } from './check-deployment.ts';
import { poolKey } from './pool.ts';

/** A deployment in its place: lower tiers are asked first. */
export interface Candidate {
  readonly deployment: Deployment;
  readonly tier: number;
}

/** Kinds of fallback chain. */
export type ChainKind = 'generic' | 'context' | 'content';

/** A route to enter, and what changes for it. */
export interface Hop {
  readonly route: string;
  readonly override: RequestOverride;
}

/** Routes and chains as checked once; names are looked up in maps only. */
export interface RouteTable {
  readonly names: readonly string[];
  /** Candidates in the order they are to be asked; `undefined` for an unknown route. */
  candidates(route: string): readonly Candidate[] | undefined;
  /** Who orders the candidates of a tier. */
  strategy(route: string): Strategy;
  /** Every deployment once. */
  readonly deployments: readonly Deployment[];
  /** Deployments of a pool. */
  members(poolKey: string): readonly Deployment[];
  /** Where to go on to from a route. */
  chain(kind: ChainKind, route: string): readonly Hop[];
}

/** Checks routes and chains. Throws `invalid_config` that names the route or option to correct. */
export function createRouteTable(options: RouterOptions): RouteTable {
  const { routes, fallbacks = {} } = options;
  const fallbackStrategy = options.strategy ?? inOrder();
  const table = new Map<string, readonly Candidate[]>();
  const strategies = new Map<string, Strategy>();
  const seen = new Map<string, Deployment>();
  for (const [name, route] of Object.entries(routes)) {
    const { deployments, strategy = fallbackStrategy } =
      'deployments' in route ? route : { deployments: route };
    table.set(name, candidatesOf(name, deployments, strategy, seen));
    strategies.set(name, strategy);
  }
  if (table.size === 0)
    throw invalid('routes is empty. Name at least one route with a deployment.');
  const kinds: readonly ChainKind[] = ['generic', 'context', 'content'];
  const chains = new Map(kinds.map((kind) => [kind, chainsOf(kind, fallbacks[kind] ?? {}, table)]));
  const deployments = [...seen.values()];
  const pools = byPool(deployments);
  return {
    names: [...table.keys()],
    deployments,
    candidates: (route) => table.get(route),
    strategy: (route) => strategies.get(route) ?? fallbackStrategy,
    members: (key) => pools.get(key) ?? [],
    chain(kind, route) {
      const ofKind = chains.get(kind);
      return (ofKind?.get(route) ?? ofKind?.get('*') ?? []).filter((hop) => hop.route !== route);
    },
  };
}

function candidatesOf(
  route: string,
  deployments: readonly Deployment[],
  { tiersByPosition = false }: Strategy,
  seen: Map<string, Deployment>,
): readonly Candidate[] {
  if (deployments.length === 0)
    throw invalid(`Route ${route} has no deployments. Add one, or remove the route.`);
  const here = new Set<string>();
  const candidates = deployments.map((deployment, position) => {
    checkDeployment(route, deployment);
    const known = seen.get(deployment.id);
    if (here.has(deployment.id) || (known !== undefined && known !== deployment)) {
      throw invalid(`Two deployments are called ${deployment.id}. Give each an id of its own.`);
    }
    here.add(deployment.id);
    seen.set(deployment.id, deployment);
    return { deployment, tier: deployment.order ?? (tiersByPosition ? position : 0) };
  });
  return candidates.sort((a, b) => a.tier - b.tier);
}

function byPool(deployments: readonly Deployment[]): ReadonlyMap<string, readonly Deployment[]> {
  const pools = new Map<string, Deployment[]>();
  for (const deployment of deployments) {
    const key = poolKey(deployment);
    if (key === undefined) continue;
    const members = pools.get(key) ?? [];
    pools.set(key, members);
    members.push(deployment);
  }
  return pools;
}

function chainsOf(
  kind: ChainKind,
  chain: { readonly [route: string]: readonly ChainEntry[] },
  table: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, readonly Hop[]> {
  const hops = new Map<string, readonly Hop[]>();
  for (const [from, entries] of Object.entries(chain)) {
    if (from !== '*' && !table.has(from)) throw unknownRoute(kind, from, table);
    hops.set(
      from,
      entries.map((entry) => hopOf(kind, entry, table)),
    );
  }
  return hops;
}

function hopOf(kind: ChainKind, entry: ChainEntry, table: ReadonlyMap<string, unknown>): Hop {
  const hop = typeof entry === 'string' ? { route: entry, override: {} } : entry;
  if (!table.has(hop.route)) throw unknownRoute(kind, hop.route, table);
  return hop;
}

function unknownRoute(
  kind: ChainKind,
  route: string,
  table: ReadonlyMap<string, unknown>,
): ChatError {
  return invalid(
    `fallbacks.${kind} names ${route}, which is no route. Known routes: ${[...table.keys()].join(', ')}.`,
  );
}

function invalid(message: string): ChatError {
  return new ChatError('invalid_config', message);
}
