import type { ModelKind } from '@scillm/core';
import type { Capability } from './model-capability.ts';

/** What the models are wanted for. */
export interface RankOptions {
  readonly kind: ModelKind;
  /** @default false */
  readonly requireJson?: boolean;
  /** @default false */
  readonly requireTools?: boolean;
}

/** One thing a model must be able to do. */
export interface Need {
  readonly capability: Capability;
  /** Whether only a known yes will do. */
  readonly mustBeKnown: boolean;
}

/** What a model must be able to do for what it is wanted for. */
export function modelNeeds({
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
