import type { Deployment } from '../deployment.ts';

/** The candidates by a number, lowest first; equal ones keep their order. Computed once for each. */
export function ascending(
  candidates: readonly Deployment[],
  value: (deployment: Deployment) => number,
): readonly Deployment[] {
  const rows = candidates.map((deployment) => ({ deployment, value: value(deployment) }));
  return rows
    .sort((a, b) => (a.value === b.value ? 0 : a.value - b.value))
    .map(({ deployment }) => deployment);
}
