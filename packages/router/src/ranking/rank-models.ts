import type { ModelInfo, ModelKind } from '@scillm/core';
import { type Capability, modelCapability } from './model-capability.ts';
import { parseModelSize } from './parse-model-size.ts';

/** A model of a base, as a candidate for a route. */
export interface RankCandidate {
  /** Id of the base. */
  readonly base: string;
  readonly model: ModelInfo;
  /** The models the user prefers at this base: the pin, then its alternates. */
  readonly pins: readonly string[];
  /** Share of its capacity in use, 0 to 1; absent if unknown. */
  readonly utilisation?: number;
  /** Whether it counts as busy; absent if unknown. */
  readonly isBusy?: boolean;
}

/** What the models are wanted for. */
export interface RankOptions {
  readonly kind: ModelKind;
  /** @default false */
  readonly requireJson?: boolean;
  /** @default false */
  readonly requireTools?: boolean;
}

/** A candidate in its place, and what put it there. */
export interface RankedModel extends RankCandidate {
  readonly reasons: readonly string[];
}

const UTILISATION_STEP = 0.05;

/**
 * The candidates that may serve, best first: preferred and not busy; known to have what is needed;
 * idle before unknown before busy; least utilised; of the preferred model's family, nearest to it in
 * size (with none preferred, larger first), with a context window at least as long; by name.
 */
export function rankModels(
  candidates: readonly RankCandidate[],
  options: RankOptions,
): readonly RankedModel[] {
  const needs = needsOf(options);
  const pinned = candidates.find(({ model, pins }) => model.id === pins[0]);
  const pin = pinned?.model ?? firstPin(candidates);
  return candidates
    .filter(({ model }) => canServe(model, needs))
    .map((candidate) => ({ candidate, keys: keysOf(candidate, needs, pin) }))
    .sort((a, b) => compare(a.keys, b.keys))
    .map(({ candidate }) => ({ ...candidate, reasons: reasonsOf(candidate, needs) }));
}

interface Need {
  readonly capability: Capability;
  /** Whether only a known yes will do. */
  readonly mustBeKnown: boolean;
}

function needsOf({
  kind,
  requireJson = false,
  requireTools = false,
}: RankOptions): readonly Need[] {
  return [
    ...(kind === 'vlm' ? [{ capability: 'vlm', mustBeKnown: true } as const] : []),
    ...(kind === 'tools' || requireTools
      ? [{ capability: 'tools', mustBeKnown: false } as const]
      : []),
    ...(requireJson ? [{ capability: 'json', mustBeKnown: false } as const] : []),
  ];
}

function canServe(model: ModelInfo, needs: readonly Need[]): boolean {
  return needs.every(({ capability, mustBeKnown }) => {
    const can = modelCapability(model, capability);
    return can ?? !mustBeKnown;
  });
}

function firstPin(candidates: readonly RankCandidate[]): ModelInfo | undefined {
  const id = candidates.find(({ pins }) => pins.length > 0)?.pins[0];
  return id === undefined ? undefined : { id };
}

type Key = number | string;

function keysOf(
  candidate: RankCandidate,
  needs: readonly Need[],
  pin: ModelInfo | undefined,
): readonly Key[] {
  const { model, pins, utilisation, isBusy } = candidate;
  const place = isBusy === true ? -1 : pins.indexOf(model.id);
  return [
    place < 0 ? pins.length : place,
    needs.filter(({ capability }) => modelCapability(model, capability) === undefined).length,
    busyness(isBusy),
    utilisation === undefined ? 1 : Math.floor(utilisation / UTILISATION_STEP + 1e-9),
    pin !== undefined && familyOf(pin.id) === familyOf(model.id) ? 0 : 1,
    sizeKey(model.id, pin?.id),
    (model.contextLength ?? 0) >= (pin?.contextLength ?? 0) ? 0 : 1,
    model.id,
    candidate.base,
  ];
}

function busyness(isBusy: boolean | undefined): number {
  if (isBusy === undefined) return 1;
  return isBusy ? 2 : 0;
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

function compare(a: readonly Key[], b: readonly Key[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? left;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function reasonsOf(
  { model, pins, utilisation, isBusy }: RankCandidate,
  needs: readonly Need[],
): readonly string[] {
  const place = pins.indexOf(model.id);
  return [
    ...(place === 0 ? ['pinned'] : []),
    ...(place > 0 ? [`alternate ${place}`] : []),
    ...needs.map(({ capability }) => {
      const isKnown = modelCapability(model, capability) !== undefined;
      return isKnown ? capability : `${capability} unknown`;
    }),
    ...(isBusy === true ? ['busy'] : []),
    ...(utilisation === undefined ? [] : [`utilisation ${utilisation.toFixed(2)}`]),
  ];
}
