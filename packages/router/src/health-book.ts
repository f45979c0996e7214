import type { HealthUpdate } from './core/decision.ts';
import { HEALTHY, type Health } from './core/health.ts';

/** How each deployment is doing, as all calls of a router see it. */
export interface HealthBook {
  of(deployment: string): Health;
  write(updates: readonly HealthUpdate[]): void;
}

/** A book in which everybody is healthy. */
export function createHealthBook(): HealthBook {
  const known = new Map<string, Health>();
  return {
    of: (deployment) => known.get(deployment) ?? HEALTHY,
    write(updates) {
      for (const { deployment, health } of updates) known.set(deployment, health);
    },
  };
}
