import type { CallContext, ModelInfo, Settings } from '@scillm/core';
import type { CompatibleTransport, Utilisation } from '@scillm/providers-compatible';
import { type BusyState, nextBusyState } from '@scillm/router';

/** How loaded a model is. */
export interface ModelLoad {
  /** Share of its capacity in use, 0 to 1, if the base said so this time. */
  readonly utilisation?: number;
  /** What all samples so far make of it. */
  readonly busy?: BusyState;
}

/** What a base says of its models. */
export interface BaseLook {
  readonly models: readonly ModelInfo[];
  /** By model. */
  readonly loads: ReadonlyMap<string, ModelLoad>;
}

/** Asks a base for its models, then how busy they are; one look is one sample. */
export async function lookAtBase(
  transport: CompatibleTransport,
  context: CallContext,
  before: BaseLook | undefined,
): Promise<BaseLook> {
  const models = await transport.listModels(context);
  const utilisation = await transport.utilisation(context);
  const loads = models.map(({ id }) => {
    const load = loadOf(id, utilisation, before?.loads.get(id)?.busy, context.settings);
    return [id, load] as const;
  });
  return { models, loads: new Map(loads) };
}

function loadOf(
  model: string,
  { models, others }: Utilisation,
  before: BusyState | undefined,
  { utilisation: marks }: Settings,
): ModelLoad {
  const utilisation = models.get(model) ?? others;
  if (utilisation === undefined) return before === undefined ? {} : { busy: before };
  return { utilisation, busy: nextBusyState(before, utilisation, marks) };
}
