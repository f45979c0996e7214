import {
  type CallMeta,
  type CallOptions,
  type ChatRequest,
  type ChatResponse,
  createContext,
  type Settings,
} from '@scillm/core';
import type { Router } from '@scillm/router';
import { routesOf, usableRanking } from './auto-router-from-env.ts';
import type { AutoRouterOptions } from './discovery/auto-router-options.ts';
import type { Ranking } from './discovery/rank-environment.ts';
import { asJson } from './discovery/with-json.ts';
import { withinCall } from './discovery/within-call.ts';
import { sharedRouter } from './environment/shared-routers.ts';
import { sharedState } from './environment/shared-states.ts';
import { usableSettings } from './environment/usable-settings.ts';

/**
 * What to ask, of whom, and how long to try: the fields of a request but `model`, the options of
 * {@link autoRouterFromEnv}, and some of a call. `signal` and the deadline end the discovery and the
 * call.
 */
export type InferOptions = AutoRouterOptions &
  Omit<ChatRequest, 'model'> &
  Pick<CallOptions, 'deadlineMs' | 'maxRetries' | 'retryAfterMs' | 'timeoutMs'>;

/** Who answered, after which attempts, and who should have. */
export interface InferMeta extends CallMeta {
  /** Id of the deployment of rank 1. */
  readonly preferred: string;
  /** Id of the deployment that answered. */
  readonly selected: string;
}

/**
 * One answer of the best model the environment offers, or of the next best: discovery, ranking and
 * fallback in one call. What rests after a call rests for the next one too, and calls whose options
 * are alike share the router: its turns, latencies, bulkheads and hedges. Rejects as
 * {@link autoRouterFromEnv} and its router do.
 */
export async function inferWithFallback(
  options: InferOptions,
): Promise<{ readonly response: ChatResponse; readonly meta: InferMeta }> {
  const { kind, requireJson, requireTools, maxBases, maxCandidatesPerBase, ttlMs, ...others } =
    options;
  const {
    routerOptions = {},
    signal,
    deadlineMs,
    maxRetries,
    retryAfterMs,
    timeoutMs,
    ...request
  } = others;
  const { maxAttempts, onEvent, clock } = routerOptions;
  const call = {
    signal,
    deadlineMs,
    maxRetries,
    retryAfterMs,
    timeoutMs,
    maxAttempts,
    onEvent,
    clock,
  };
  const settings = await usableSettings();
  const context = createContext(given(call), { settings });
  const ranking = await withinCall(context, (ended) =>
    usableRanking({ ...options, signal: ended }, settings),
  );
  const routed = { ...request, model: `auto/${kind ?? 'text'}` };
  const body = requireJson === true ? asJson(routed) : routed;
  const response = await routerOf(ranking, options, settings).complete(body, context);
  const preferred = ranking.deployments[0]?.deployment.id ?? '';
  const { scillm } = response;
  return { response, meta: { ...scillm, preferred, selected: scillm.servedBy } };
}

/** Who listens is the call's affair, not the router's. */
function routerOf(
  ranking: Ranking,
  { kind, routerOptions: { onEvent: _, ...routerOptions } = {} }: InferOptions,
  settings: Settings,
): Router {
  const { state = sharedState(settings), rateLimit } = routerOptions;
  const perSecond = settings.rateLimitPerSecond;
  return sharedRouter(
    {
      ...routerOptions,
      state,
      rateLimit: rateLimit ?? { perSecond },
      routes: routesOf(ranking, kind),
    },
    settings,
  );
}

type Given<T> = { [Field in keyof T]?: Exclude<T[Field], undefined> };

/** The options that are there. */
function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}
