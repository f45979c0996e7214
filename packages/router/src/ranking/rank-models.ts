import { modelCapability } from './model-capability.ts';
import { modelNeeds, type Need, type RankOptions } from './model-needs.ts';
import type { RankCandidate } from './rank-candidate.ts';
import { compareKeys, type RankKeys, rankKeys } from './rank-keys.ts';

/** A candidate in its place, and what put it there. */
export interface RankedModel extends RankCandidate {
  /** In words. */
  readonly reasons: readonly string[];
  /** What it was compared by; absent where there was nothing to compare. */
  readonly keys?: RankKeys;
}

/**
 * The candidates that may serve, best first: preferred and not busy; known to have what is needed;
 * idle before unknown before busy; least utilised; of the preferred model's family, nearest to it in
 * size (with none preferred, larger first), with a context window at least as long; cheaper; by
 * name. Candidates that differ in nothing keep their order.
 */
export function rankModels(
  candidates: readonly RankCandidate[],
  options: RankOptions,
): readonly RankedModel[] {
  const needs = modelNeeds(options);
  const pin = candidates.find(({ model, pins }) => model.id === pins[0]) ?? firstPin(candidates);
  return candidates
    .filter((candidate) => canServe(candidate, needs))
    .map((candidate) => ({ candidate, keys: rankKeys(candidate, needs, pin) }))
    .sort((a, b) => compareKeys(a.keys, b.keys))
    .map(({ candidate, keys }) => ({ ...candidate, reasons: reasonsOf(candidate, needs), keys }));
}

function canServe({ model, capabilities }: RankCandidate, needs: readonly Need[]): boolean {
  return needs.every(({ capability, mustBeKnown }) => {
    const can = modelCapability(model, capability, capabilities);
    return can ?? !mustBeKnown;
  });
}

/** A preferred model that no base lists still has a name, which tells its family and size. */
function firstPin(candidates: readonly RankCandidate[]): RankCandidate | undefined {
  const candidate = candidates.find(({ pins }) => pins.length > 0);
  const [id] = candidate?.pins ?? [];
  if (candidate === undefined || id === undefined) return undefined;
  return { base: candidate.base, pins: candidate.pins, model: { id } };
}

function reasonsOf(
  { model, pins, capabilities, utilisation, isBusy }: RankCandidate,
  needs: readonly Need[],
): readonly string[] {
  const place = pins.indexOf(model.id);
  return [
    ...(place === 0 ? ['pinned'] : []),
    ...(place > 0 ? [`alternate ${place}`] : []),
    ...needs.map(({ capability }) => {
      const isKnown = modelCapability(model, capability, capabilities) !== undefined;
      return isKnown ? capability : `${capability} unknown`;
    }),
    ...(isBusy === true ? ['busy'] : []),
    ...(utilisation === undefined ? [] : [`utilisation ${utilisation.toFixed(2)}`]),
  ];
}
