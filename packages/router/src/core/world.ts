import type { Health, HealthUpdate } from '@scillm/core';
import type { CallKind, Traffic } from '../traffic/traffic.ts';
import type { RequestNeeds } from './request-needs.ts';
import type { RouteTable } from './route-table.ts';

/** Limits in force for one call, every source considered but the deployment's own. */
export interface CallLimits {
  /** The call's own word, which beats the deployment's. */
  readonly callMaxRetries: number | undefined;
  readonly maxRetries: number;
  readonly retryAfterMs: number;
  readonly maxRetryAfterMs: number;
  readonly maxHops: number;
  /** Rest after a `rate_limit` that names no wait; `undefined`: by strikes. */
  readonly rateLimitMs: number | undefined;
  readonly whenAllCooled: 'wait' | 'fail' | 'try';
  readonly avoid: ReadonlySet<string>;
  /** Set where the call asks again for an answer that did not fit: whom to ask first, if it can. */
  readonly reask: { readonly deployment: string | undefined } | undefined;
}

/** What a decision sees beside the call's own state. */
export interface World {
  readonly table: RouteTable;
  readonly limits: CallLimits;
  readonly nowMs: number;
  /** The end of the whole call, since 1970. */
  readonly deadlineAtMs: number;
  /** Whether somebody outside this router could take the call over. */
  readonly hasOutside: boolean;
  /** Tries the whole call may still make. */
  readonly attemptsLeft: number;
  /** What goes on at the deployments. */
  readonly traffic: Traffic;
  /** Whether the call is for a stream or a whole answer. */
  readonly kind: CallKind;
  /** What the request needs; computed when first asked for. */
  needs(): RequestNeeds;
  /** The health of a deployment, by its id, or of a pool, by its key. */
  health(key: string): Health;
  random(): number;
}

/** Time left for the whole call; never below 0. Milliseconds. */
export function remainingMs({ deadlineAtMs, nowMs }: World): number {
  return Math.max(0, deadlineAtMs - nowMs);
}

/** The same world after these updates. */
export function updatedWorld(world: World, updates: readonly HealthUpdate[]): World {
  if (updates.length === 0) return world;
  const health = (key: string): Health =>
    updates.findLast((update) => update.key === key)?.health ?? world.health(key);
  return { ...world, health };
}
