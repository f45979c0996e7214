import { ChatError } from '@scillm/core';
import type { Deployment, RequestOverride } from '../deployment.ts';
import type { ChainEntry, RouterOptions } from '../router-options.ts';

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
  /** Where to go on to from a route. */
  chain(kind: ChainKind, route: string): readonly Hop[];
}

/** Checks routes and chains. Throws `invalid_config` that names the route or option to correct. */
export function createRouteTable({ routes, fallbacks = {} }: RouterOptions): RouteTable {
  const table = new Map<string, readonly Candidate[]>();
  const seen = new Map<string, Deployment>();
  for (const [name, deployments] of Object.entries(routes)) {
    table.set(name, candidatesOf(name, deployments, seen));
  }
  if (table.size === 0)
    throw invalid('routes is empty. Name at least one route with a deployment.');
  const kinds: readonly ChainKind[] = ['generic', 'context', 'content'];
  const chains = new Map(kinds.map((kind) => [kind, chainsOf(kind, fallbacks[kind] ?? {}, table)]));
  return {
    names: [...table.keys()],
    candidates: (route) => table.get(route),
    chain(kind, route) {
      const ofKind = chains.get(kind);
      return (ofKind?.get(route) ?? ofKind?.get('*') ?? []).filter((hop) => hop.route !== route);
    },
  };
}

function candidatesOf(
  route: string,
  deployments: readonly Deployment[],
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
    return { deployment, tier: deployment.order ?? position };
  });
  return candidates.sort((a, b) => a.tier - b.tier);
}

function checkDeployment(route: string, deployment: Deployment): void {
  const { id, model, order, maxRetries, timeouts } = deployment;
  if (id === '') throw invalid(`A deployment of route ${route} has an empty id. Name it.`);
  if (model === '') throw invalid(`Deployment ${id} has an empty model. Name the model it serves.`);
  for (const [name, value] of Object.entries({ order, maxRetries, ...timeouts })) {
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue;
    throw invalid(`${name} of deployment ${id} is ${value}. Use a number >= 0.`);
  }
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
