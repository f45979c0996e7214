import { ChatError, type ChatRequest, type ModelKind, type Settings } from '@scillm/core';
import {
  createRouter,
  type Deployment,
  type RankedModel,
  type RankOptions,
  type Router,
  type RouterOptions,
  rankModels,
} from '@scillm/router';
import { choiceOf, type Discovered, discoverModels } from './discovery/discover-models.ts';
import { sharedTransport } from './environment/shared-transports.ts';
import { usableSettings } from './environment/usable-settings.ts';

/** Options of {@link autoRouterFromEnv}. */
export interface AutoRouterOptions {
  /**
   * What the models are wanted for: text, images in the input, or tools.
   *
   * @default 'text'
   */
  readonly kind?: ModelKind;
  /**
   * Whether answers must be JSON: excludes models known not to give it, and sets
   * `response_format: json_object` where a request has none.
   *
   * @default false
   */
  readonly requireJson?: boolean;
  /** Whether models must take tools. @default false */
  readonly requireTools?: boolean;
  /** Bases asked, in their order. @default 5 */
  readonly maxBases?: number;
  /** Models taken of each base. @default 2 */
  readonly maxCandidatesPerBase?: number;
  /** Passed on to the router. @default {} */
  readonly routerOptions?: Omit<RouterOptions, 'routes' | 'settings'>;
  /** Ends the discovery. */
  readonly signal?: AbortSignal;
}

/**
 * A router over the bases of the environment (`CHUTES_API_BASE[_n]`, `SCILLM_API_BASE[_n]`): asks
 * each for its models, ranks them, and routes `chutes/<kind>` and `auto/<kind>` over the best. Where
 * no base lists models, the pinned ones stand in. Rejects with `invalid_config` that says what to set
 * or why each base is of no use.
 */
export async function autoRouterFromEnv(options: AutoRouterOptions = {}): Promise<Router> {
  const { kind = 'text', requireJson = false, maxBases = 5, signal } = options;
  const settings = await usableSettings();
  const found = await discoverModels(settings.bases.slice(0, maxBases), settings, signal);
  const ranked = rankAll(
    found,
    { kind, requireJson, requireTools: options.requireTools ?? false },
    options,
  );
  if (ranked.length === 0) throw nothingUsable(found, kind);
  const deployments = ranked.map((model) => deploymentOf(model, found, settings));
  const router = createRouter({
    ...options.routerOptions,
    settings,
    routes: { [`chutes/${kind}`]: deployments, [`auto/${kind}`]: deployments },
  });
  return requireJson ? withJson(router) : router;
}

function rankAll(
  found: readonly Discovered[],
  wanted: RankOptions & { readonly kind: ModelKind },
  { maxCandidatesPerBase = 2 }: AutoRouterOptions,
): readonly RankedModel[] {
  const isListed = found.some(({ models = [] }) => models.length > 0);
  const best = found.flatMap(({ base, models = [] }) => {
    const pins = base.pins[wanted.kind];
    if (!isListed)
      return pins.map((id) => ({
        base: base.id,
        model: { id },
        pins,
        reasons: ['pinned, not listed'],
      }));
    const candidates = models.map((model) => ({ base: base.id, model, pins }));
    return rankModels(candidates, wanted).slice(0, maxCandidatesPerBase);
  });
  return isListed ? rankModels(best, wanted) : best;
}

function deploymentOf(
  { base: id, model }: RankedModel,
  found: readonly Discovered[],
  settings: Settings,
): Deployment {
  const base = found.find((entry) => entry.base.id === id)?.base;
  if (base === undefined)
    throw new ChatError('internal', `No base is called ${id}. This is a bug.`);
  const transport = sharedTransport(choiceOf(base), settings);
  return { id: `${id}:${model.id}`, transport, model: model.id, order: 1 };
}

function nothingUsable(found: readonly Discovered[], kind: ModelKind): ChatError {
  const reasons = found.map(({ base, models, error }) => {
    if (error !== undefined)
      return `${base.id}: ${error.code}${error.status === undefined ? '' : ` (${error.status})`}`;
    return `${base.id}: ${models?.length ?? 0} models, none for ${kind}`;
  });
  return new ChatError(
    'invalid_config',
    `No base has a model for ${kind}. ${reasons.join('; ')}. Run scillm doctor, or pin one with CHUTES_${kind.toUpperCase()}_MODEL.`,
    { errors: found.flatMap(({ error }) => (error === undefined ? [] : [error])) },
  );
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
