import type { CallMeta, CallOptions, ChatRequest, ChatResponse } from '@scillm/core';
import { routerOver, usableRanking } from './auto-router-from-env.ts';
import type { AutoRouterOptions } from './discovery/auto-router-options.ts';
import { asJson } from './discovery/with-json.ts';
import { sharedState } from './environment/shared-states.ts';

/**
 * What to ask, of whom, and how long to try: the fields of a request but `model`, the options of
 * {@link autoRouterFromEnv}, and some of a call. `signal` ends the discovery and the call.
 */
export type InferOptions = AutoRouterOptions &
  Omit<ChatRequest, 'model'> &
  Pick<CallOptions, 'maxRetries' | 'retryAfterMs' | 'timeoutMs'>;

/** Who answered, after which attempts, and who should have. */
export interface InferMeta extends CallMeta {
  /** Id of the deployment of rank 1. */
  readonly preferred: string;
  /** Id of the deployment that answered. */
  readonly selected: string;
}

/**
 * One answer of the best model the environment offers, or of the next best: discovery, ranking and
 * fallback in one call. What rests after a call rests for the next one too. Rejects as {@link autoRouterFromEnv} and its router do.
 */
export async function inferWithFallback(
  options: InferOptions,
): Promise<{ readonly response: ChatResponse; readonly meta: InferMeta }> {
  const { kind, requireJson, requireTools, maxBases, maxCandidatesPerBase, ttlMs, ...others } =
    options;
  const { routerOptions, signal, maxRetries, retryAfterMs, timeoutMs, ...request } = others;
  const call = { signal, maxRetries, retryAfterMs, timeoutMs };
  const ranking = await usableRanking(options);
  const state = routerOptions?.state ?? sharedState(ranking.settings);
  const router = routerOver(ranking, options, state);
  const routed = { ...request, model: `auto/${kind ?? 'text'}` };
  const body = requireJson === true ? asJson(routed) : routed;
  const response = await router.complete(body, given(call));
  const preferred = ranking.deployments[0]?.deployment.id ?? '';
  const { scillm } = response;
  return { response, meta: { ...scillm, preferred, selected: scillm.servedBy } };
}

type Given<T> = { [Field in keyof T]?: Exclude<T[Field], undefined> };

/** The options that are there. */
function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}
