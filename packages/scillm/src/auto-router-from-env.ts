import { ChatError, type ChatRequest, type ModelKind } from '@scillm/core';
import { createRouter, type Router } from '@scillm/router';
import type { AutoRouterOptions } from './discovery/auto-router-options.ts';
import type { Discovered } from './discovery/discover-models.ts';
import { type Ranking, rankEnvironment } from './discovery/rank-environment.ts';

/**
 * A router over the bases of the environment (`CHUTES_API_BASE[_n]`, `SCILLM_API_BASE[_n]`): asks
 * each for its models, ranks them, and routes `chutes/<kind>` and `auto/<kind>` over the best. Where
 * no base lists models, the pinned ones stand in. Rejects with `invalid_config` that says what to set
 * or why each base is of no use.
 */
export async function autoRouterFromEnv(options: AutoRouterOptions = {}): Promise<Router> {
  return (await openAutoRouter(options)).router;
}

/** A router over the environment, and whom it would ask first. */
export interface AutoRouter {
  readonly router: Router;
  /** Id of the deployment of rank 1. */
  readonly preferred: string;
}

/** What {@link autoRouterFromEnv} makes, with its ranking. */
export async function openAutoRouter(options: AutoRouterOptions): Promise<AutoRouter> {
  const { kind = 'text', requireJson = false } = options;
  const ranking = await rankEnvironment(options);
  const deployments = ranking.deployments.map(({ deployment }) => deployment);
  const [first] = deployments;
  if (first === undefined) throw nothingUsable(ranking, kind);
  const router = createRouter({
    ...options.routerOptions,
    settings: ranking.settings,
    routes: { [`chutes/${kind}`]: deployments, [`auto/${kind}`]: deployments },
  });
  return { router: requireJson ? withJson(router) : router, preferred: first.id };
}

function nothingUsable({ found }: Ranking, kind: ModelKind): ChatError {
  const reasons = found.map(reasonOf(kind));
  return new ChatError(
    'invalid_config',
    `No base has a model for ${kind}. ${reasons.join('; ')}. Run scillm doctor, or pin one with CHUTES_${kind.toUpperCase()}_MODEL.`,
    { errors: found.flatMap(({ error }) => (error === undefined ? [] : [error])) },
  );
}

function reasonOf(kind: ModelKind): (found: Discovered) => string {
  return ({ base, models, error }) => {
    if (error === undefined) return `${base.id}: ${models?.length ?? 0} models, none for ${kind}`;
    return `${base.id}: ${error.code}${error.status === undefined ? '' : ` (${error.status})`}`;
  };
}

/** The same router, whose requests ask for a JSON object where they say nothing of the format. */
function withJson(router: Router): Router {
  const asJson = (request: ChatRequest): ChatRequest =>
    request.response_format === undefined
      ? { ...request, response_format: { type: 'json_object' } }
      : request;
  return {
    ...router,
    complete: (request, given) => router.complete(asJson(request), given),
    stream: (request, given) => router.stream(asJson(request), given),
  };
}
