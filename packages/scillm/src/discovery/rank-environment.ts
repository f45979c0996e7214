import type { Settings } from '@scillm/core';
import { type Deployment, type RankedModel, type RankOptions, rankModels } from '@scillm/router';
import { sharedTransport } from '../environment/shared-transports.ts';
import { usableSettings } from '../environment/usable-settings.ts';
import type { AutoRouterOptions } from './auto-router-options.ts';
import { choiceOf, type Discovered, discoverModels } from './discover-models.ts';

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
}

/** Asks the bases of the environment and ranks their models. Rejects with `invalid_config` if none is set. */
export async function rankEnvironment(options: AutoRouterOptions): Promise<Ranking> {
  const { kind = 'text', requireJson = false, requireTools = false, maxBases = 5 } = options;
  const settings = await usableSettings();
  const found = await discoverModels(settings.bases.slice(0, maxBases), settings, options.signal);
  const ranked = rankAll(found, { kind, requireJson, requireTools }, options);
  const deployments = ranked.flatMap((model) => deploymentOf(model, found, settings));
  return { settings, found, deployments };
}

function rankAll(
  found: readonly Discovered[],
  wanted: RankOptions,
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
  ranked: RankedModel,
  found: readonly Discovered[],
  settings: Settings,
): readonly RankedDeployment[] {
  return found
    .filter(({ base }) => base.id === ranked.base)
    .map(({ base }) => {
      const transport = sharedTransport(choiceOf(base), settings);
      const id = `${base.id}:${ranked.model.id}`;
      const deployment = { id, transport, model: ranked.model.id, order: 1 };
      return { deployment, baseUrl: base.baseUrl, ranked };
    });
}
