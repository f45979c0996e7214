import type { ModelInfo, Settings } from '@scillm/core';
import {
  type Deployment,
  modelCapability,
  type RankCandidate,
  type RankedModel,
  type RankOptions,
  rankModels,
} from '@scillm/router';
import { transportOf } from '../environment/shared-transports.ts';
import { usableSettings } from '../environment/usable-settings.ts';
import type { AutoRouterOptions } from './auto-router-options.ts';
import { type Discovered, type DiscoverOptions, discoverModels } from './discover-models.ts';

/** One model of one base in its place, ready to be routed to. */
export interface RankedDeployment {
  readonly deployment: Deployment;
  /** Where it is. */
  readonly baseUrl: string;
  readonly ranked: RankedModel;
}

/** What the bases of the environment offer, the best first. */
export interface Ranking {
  readonly settings: Settings;
  readonly found: readonly Discovered[];
  readonly deployments: readonly RankedDeployment[];
  /** When the base was asked whose answer is the oldest. */
  readonly atMs: number;
}

/** Options of {@link rankEnvironment}, beside those of the caller. */
export type RankingOptions = Pick<DiscoverOptions, 'mustBeFresh' | 'memory'> & {
  /** @default the environment's, with a base in them */
  readonly settings?: Settings;
};

/**
 * Asks the bases of the environment and ranks their models: the best of each, then those together.
 * Rejects with `invalid_config` if no base is set.
 */
export async function rankEnvironment(
  options: AutoRouterOptions,
  { settings: given, ...discovery }: RankingOptions = {},
): Promise<Ranking> {
  const { maxBases = 5, ttlMs, signal, routerOptions: { clock } = {} } = options;
  const settings = given ?? (await usableSettings());
  const bases = settings.bases.slice(0, maxBases);
  const found = await discoverModels(bases, settings, { ttlMs, clock, signal, ...discovery });
  const deployments = rankAll(found, settings, options).flatMap((ranked) =>
    found
      .filter(({ base }) => base.id === ranked.base)
      .map(({ base }) => {
        const transport = transportOf(base, settings);
        return { deployment: deploymentOf(ranked, transport), baseUrl: base.baseUrl, ranked };
      }),
  );
  return { settings, found, deployments, atMs: Math.min(...found.map(({ atMs }) => atMs)) };
}

function rankAll(
  found: readonly Discovered[],
  settings: Settings,
  options: AutoRouterOptions,
): readonly RankedModel[] {
  const { kind = 'text', requireJson = false, requireTools = false } = options;
  const { maxCandidatesPerBase = 2 } = options;
  const wanted: RankOptions = { kind, requireJson, requireTools };
  const isListed = found.some(({ models = [] }) => models.length > 0);
  if (!isListed) return found.flatMap((each) => pinnedOnly(each, wanted));
  const best = found.flatMap((each) => {
    const candidates = (each.models ?? []).map((model) =>
      candidateOf(model, each, wanted, settings),
    );
    return rankModels(candidates, wanted).slice(0, maxCandidatesPerBase);
  });
  return rankModels(best, wanted);
}

/** Where no base lists models, the preferred ones stand in. */
function pinnedOnly({ base }: Discovered, { kind }: RankOptions): readonly RankedModel[] {
  const pins = base.pins[kind];
  const reasons = ['pinned, not listed'];
  return pins.map((id) => ({ base: base.id, model: { id }, pins, reasons }));
}

function candidateOf(
  model: ModelInfo,
  { base, loads }: Discovered,
  { kind }: RankOptions,
  { modelCaps }: Settings,
): RankCandidate {
  const { utilisation, busy } = loads?.get(model.id) ?? {};
  const capabilities = modelCaps.get(model.id);
  return {
    base: base.id,
    model,
    pins: base.pins[kind],
    ...(capabilities === undefined ? {} : { capabilities }),
    // What the base did not say this time is unknown, whatever it said before.
    ...(utilisation === undefined || busy === undefined
      ? {}
      : { utilisation, isBusy: busy.isBusy }),
  };
}

/** All of one tier, so that a full one yields to the next at once. */
function deploymentOf(
  { base, model, capabilities: said }: RankedModel,
  transport: Deployment['transport'],
): Deployment {
  const { contextLength, prices } = model;
  const maxInputTokens = said?.maxInputTokens ?? contextLength;
  const known = (['vlm', 'tools', 'json'] as const).flatMap((capability) => {
    const can = modelCapability(model, capability, said);
    return can === undefined ? [] : [[capability, can] as const];
  });
  return {
    id: `${base}:${model.id}`,
    transport,
    model: model.id,
    order: 1,
    capabilities: {
      ...Object.fromEntries(known),
      ...(maxInputTokens === undefined ? {} : { maxInputTokens }),
    },
    ...(prices === undefined ? {} : { prices }),
  };
}
