import type { AutoRouterOptions } from './discovery/auto-router-options.ts';
import { type RankedDeployment, rankEnvironment } from './discovery/rank-environment.ts';

/** The model to ask now. */
export interface BestModel {
  /** Id of its deployment: the base's id and the model. */
  readonly deployment: string;
  /** Where it is: origin and path. */
  readonly base: string;
  /** The model as that base names it. */
  readonly model: string;
  /** Share of its capacity in use, 0 to 1; absent if unknown. */
  readonly utilisation?: number;
  /** Why this one. */
  readonly reason: string;
}

/**
 * The best model of the environment that is not busy, else the least utilised one, else `null`.
 * Rejects with `invalid_config` if no base is set.
 */
export async function findBestModel(options: AutoRouterOptions = {}): Promise<BestModel | null> {
  const { deployments } = await rankEnvironment(options);
  const idle = deployments.find(({ ranked }) => ranked.isBusy !== true);
  const best = idle ?? leastUtilised(deployments);
  if (best === undefined) return null;
  const { deployment, baseUrl, ranked } = best;
  const { utilisation, reasons } = ranked;
  const place = idle === undefined ? 'least utilised, all are busy' : placeOf(best, deployments);
  return {
    deployment: deployment.id,
    base: baseUrl,
    model: deployment.model,
    ...(utilisation === undefined ? {} : { utilisation }),
    reason: [place, ...reasons].join(', '),
  };
}

function placeOf(best: RankedDeployment, all: readonly RankedDeployment[]): string {
  return best === all[0] ? 'first in rank' : 'first in rank that is not busy';
}

function leastUtilised(all: readonly RankedDeployment[]): RankedDeployment | undefined {
  return all
    .filter(({ ranked }) => ranked.utilisation !== undefined)
    .sort((a, b) => (a.ranked.utilisation ?? 0) - (b.ranked.utilisation ?? 0))[0];
}
