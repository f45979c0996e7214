import type { Health } from './health.ts';
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
}

/** What a decision sees beside the call's own state. */
export interface World {
  readonly table: RouteTable;
  readonly limits: CallLimits;
  readonly nowMs: number;
  readonly remainingMs: number;
  /** Whether somebody outside this router could take the call over. */
  readonly hasOutside: boolean;
  /** Tries the whole call may still make. */
  readonly attemptsLeft: number;
  health(deployment: string): Health;
  random(): number;
}
