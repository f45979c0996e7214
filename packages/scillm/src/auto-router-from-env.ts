import {
  ChatError,
  fitMessage,
  type ModelKind,
  type RouterState,
  type Settings,
  systemClock,
} from '@scillm/core';
import { createRouter, type Deployment, type Router } from '@scillm/router';
import type { AutoRouterOptions } from './discovery/auto-router-options.ts';
import { type Ranking, rankEnvironment } from './discovery/rank-environment.ts';
import { type Reranking, rerankedRouter } from './discovery/reranked-router.ts';
import { whyUnused } from './discovery/why-unused.ts';
import { withJson } from './discovery/with-json.ts';
import { ownState } from './environment/shared-states.ts';

/**
 * A router over the bases of the environment (`CHUTES_API_BASE[_n]`, `SCILLM_API_BASE[_n]`): asks
 * each for its models, ranks them, and routes `chutes/<kind>` and `auto/<kind>` over the best. Where
 * no base lists models, the pinned ones stand in. After `ttlMs` it ranks anew in the background; who
 * rests goes on resting. Rejects with `invalid_config` that says what to set or why each base is of
 * no use.
 */
export async function autoRouterFromEnv(options: AutoRouterOptions = {}): Promise<Router> {
  const ranking = await usableRanking(options);
  const { clock = systemClock, state = ownState() } = options.routerOptions ?? {};
  const router = rerankedRouter({
    first: { router: routerOver(ranking, options, state), atMs: ranking.atMs },
    rerank: reranking(ranking, options, state),
    ttlMs: options.ttlMs ?? ranking.settings.utilisation.ttlMs,
    clock,
  });
  return options.requireJson === true ? withJson(router) : router;
}

/** The ranking of the environment. Rejects with `invalid_config` if nothing in it is of use. */
export async function usableRanking(
  options: AutoRouterOptions,
  settings?: Settings,
): Promise<Ranking> {
  const ranking = await rankEnvironment(options, settings === undefined ? {} : { settings });
  if (ranking.deployments.length === 0) throw nothingUsable(ranking, options.kind ?? 'text');
  return ranking;
}

/** The routes of a ranking, as it is now. */
export function routesOf({ deployments }: Ranking, kind: ModelKind = 'text'): Routes {
  const route = deployments.map(({ deployment }) => deployment);
  return { [`chutes/${kind}`]: route, [`auto/${kind}`]: route };
}

type Routes = { readonly [route: string]: readonly Deployment[] };

function routerOver(
  ranking: Ranking,
  { kind, routerOptions }: AutoRouterOptions,
  state: RouterState,
): Router {
  const { settings } = ranking;
  return createRouter({ ...routerOptions, state, settings, routes: routesOf(ranking, kind) });
}

/** Ranks the same bases anew, whatever the caller's signal does by then. */
function reranking(
  first: Ranking,
  { signal: _, ...options }: AutoRouterOptions,
  state: RouterState,
): () => Promise<Reranking> {
  const { settings } = first;
  let known = namesOf(first);
  return async () => {
    const ranking = await rankEnvironment(options, { mustBeFresh: true, settings });
    const { atMs } = ranking;
    const names = namesOf(ranking);
    if (names === known || ranking.deployments.length === 0) return { atMs };
    known = names;
    return { atMs, router: routerOver(ranking, options, state) };
  };
}

/** Everything by which one ranking's deployments differ from another's. */
function namesOf({ deployments }: Ranking): string {
  return JSON.stringify(
    deployments.map(({ deployment: { id, capabilities, prices } }) => [id, capabilities, prices]),
  );
}

function nothingUsable({ found }: Ranking, kind: ModelKind): ChatError {
  return new ChatError(
    'invalid_config',
    fitMessage({
      head: `No base has a model for ${kind}. `,
      list: found.map((each) => `${each.base.id}: ${whyUnused(each, kind)}`),
      separator: '; ',
      advice: `. Run scillm doctor, or pin one with CHUTES_${kind.toUpperCase()}_MODEL.`,
    }),
    { errors: found.flatMap(({ error }) => (error === undefined ? [] : [error])) },
  );
}
