import type { ModelCapabilities, ModelInfo } from '@scillm/core';

/** A model of a base, as a candidate for a route. */
export interface RankCandidate {
  /** Id of the base. */
  readonly base: string;
  readonly model: ModelInfo;
  /** The models the user prefers at this base: the pin, then its alternates. */
  readonly pins: readonly string[];
  /** What the user says the model can do; beats its listing and its name. @default nothing */
  readonly capabilities?: ModelCapabilities;
  /** Share of its capacity in use, 0 to 1; absent if unknown. */
  readonly utilisation?: number;
  /** Whether it counts as busy; absent if unknown. */
  readonly isBusy?: boolean;
}
