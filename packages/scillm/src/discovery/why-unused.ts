import type { ModelKind } from '@scillm/core';
import type { Discovered } from './discover-models.ts';

/** Why no model of a base is used, in a few words. */
export function whyUnused({ models, error }: Discovered, kind: ModelKind): string {
  if (error === undefined) return `${models?.length ?? 0} models, none for ${kind}`;
  return `${error.code}${error.status === undefined ? '' : ` (${error.status})`}`;
}
