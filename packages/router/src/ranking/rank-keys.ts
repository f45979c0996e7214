import type { ModelInfo } from '@scillm/core';
import { modelCapability } from './model-capability.ts';
import type { Need } from './model-needs.ts';
import { parseModelSize } from './parse-model-size.ts';
import type { RankCandidate } from './rank-candidate.ts';

/** What a candidate is ranked by, in this order; the lower value goes first. */
export interface RankKeys {
  /** Place among the preferred models; infinite for any other, and for a busy one. */
  readonly pin: number;
  /** Capabilities it needs and is not known to have. */
  readonly unknown: number;
  /** 0 idle, 1 unknown, 2 busy. */
  readonly busy: number;
  /** Steps of 0.05; infinite if unknown. */
  readonly utilisation: number;
  /** 0 for the family of the preferred model. */
  readonly family: number;
  /** Billions of parameters away from the preferred model; with none preferred, the larger first. */
  readonly size: number;
  /** 0 for a context window at least as long as the preferred model's. */
  readonly context: number;
  /** US dollars for a million tokens in and a million out; infinite if unknown. */
  readonly price: number;
  readonly id: string;
}

const UTILISATION_STEP = 0.05;

/** The keys of a candidate, seen from the preferred model. */
export function rankKeys(
  candidate: RankCandidate,
  needs: readonly Need[],
  pin: RankCandidate | undefined,
): RankKeys {
  const { model, pins, capabilities, utilisation, isBusy } = candidate;
  const place = isBusy === true ? -1 : pins.indexOf(model.id);
  return {
    pin: place < 0 ? Number.POSITIVE_INFINITY : place,
    unknown: needs.filter(
      ({ capability }) => modelCapability(model, capability, capabilities) === undefined,
    ).length,
    busy: busyness(isBusy),
    utilisation: stepsOf(utilisation),
    family: pin !== undefined && familyOf(pin.model.id) === familyOf(model.id) ? 0 : 1,
    size: sizeKey(model.id, pin?.model.id),
    context: windowOf(candidate) >= windowOf(pin) ? 0 : 1,
    price: priceOf(model),
    id: model.id,
  };
}

/** Below 0 if the first goes before the second, above 0 if after it. */
export function compareKeys(a: RankKeys, b: RankKeys): number {
  for (const name of Object.keys(a) as (keyof RankKeys)[]) {
    if (a[name] !== b[name]) return a[name] < b[name] ? -1 : 1;
  }
  return 0;
}

function busyness(isBusy: boolean | undefined): number {
  if (isBusy === undefined) return 1;
  return isBusy ? 2 : 0;
}

function stepsOf(utilisation: number | undefined): number {
  // What is 0.15 by its digits is a little less by its bits.
  if (utilisation === undefined) return Number.POSITIVE_INFINITY;
  return Math.floor(utilisation / UTILISATION_STEP + 1e-9);
}

/** The first word after the slash without digits: `Qwen3-235B` and `Qwen2.5-VL` are both `qwen`. */
function familyOf(id: string): string {
  const name = id.slice(id.lastIndexOf('/') + 1);
  return (name.split(/[-_ :]/)[0] ?? name).replace(/[\d.]+/g, '').toLowerCase();
}

function sizeKey(id: string, pin: string | undefined): number {
  const { total } = parseModelSize(id);
  if (total === undefined) return Number.POSITIVE_INFINITY;
  const wanted = pin === undefined ? undefined : parseModelSize(pin).total;
  return wanted === undefined ? -total : Math.abs(total - wanted);
}

function windowOf(candidate: RankCandidate | undefined): number {
  return candidate?.capabilities?.maxInputTokens ?? candidate?.model.contextLength ?? 0;
}

function priceOf({ prices }: ModelInfo): number {
  if (prices === undefined) return Number.POSITIVE_INFINITY;
  return prices.inputPerMTok + prices.outputPerMTok;
}
