import type {
  CallEvent,
  Clock,
  RouterState,
  Settings,
  StreamRules,
  TimeoutOptions,
} from '@scillm/core';
import type { Deployment, RequestOverride } from './deployment.ts';
import type { HedgeOptions } from './hedging.ts';
import type { BulkheadOptions } from './policy/bulkhead.ts';
import type { Strategy } from './strategy/strategy.ts';

/** Limits of retrying. What is left out comes from the settings. */
export interface RetryOptions {
  /** Retries on one deployment. @default LITELLM_MAX_RETRIES, 2 */
  readonly maxRetries?: number;
  /** Shortest computed wait. @default LITELLM_RETRY_AFTER, 500 */
  readonly retryAfterMs?: number;
  /** Longest wait a backend may ask for and get. @default SCILLM_MAX_RETRY_AFTER, 10000 */
  readonly maxRetryAfterMs?: number;
}

/** How long deployments rest. */
export interface CooldownOptions {
  /** After a `rate_limit` that names no wait. @default SCILLM_COOLDOWN_429_S, else 10000, then 20000 */
  readonly rateLimitMs?: number;
}

/** A route to go on to, with changes to the request or without. */
export type ChainEntry = string | { readonly route: string; readonly override: RequestOverride };

/** Where to go on, by the route that failed; `*` stands for every other route. */
export type Chain = { readonly [route: string]: readonly ChainEntry[] };

/** A route with a strategy of its own. */
export interface RouteOptions {
  readonly deployments: readonly Deployment[];
  /** @default the router's */
  readonly strategy?: Strategy;
}

/** Options of {@link createRouter}. */
export interface RouterOptions {
  /** Deployments by caller-facing model name, the ones to ask first in front. */
  readonly routes: { readonly [route: string]: readonly Deployment[] | RouteOptions };
  /**
   * Who is asked first among deployments of one tier.
   *
   * @default inOrder()
   */
  readonly strategy?: Strategy;
  /**
   * Routes to go on to when every deployment of one has failed: `generic` after faults of backends,
   * `context` after an input that is too long, `content` after a content filter.
   *
   * @default none
   */
  readonly fallbacks?: {
    readonly generic?: Chain;
    readonly context?: Chain;
    readonly content?: Chain;
  };
  /**
   * When every deployment rests: wait for the first to return if the deadline allows, fail at once
   * with `retryAfterMs`, or ask the first to return right away.
   *
   * @default 'wait'
   */
  readonly whenAllCooled?: 'wait' | 'fail' | 'try';
  /** Tries of one call. @default SCILLM_MAX_ATTEMPTS, 6 */
  readonly maxAttempts?: number;
  /** Routes one call may enter. @default 5 */
  readonly maxHops?: number;
  readonly retry?: RetryOptions;
  readonly timeouts?: TimeoutOptions;
  readonly cooldown?: CooldownOptions;
  /**
   * Starts per second of each quota pool; who comes too early waits.
   *
   * @default SCILLM_RATE_LIMIT_QPS, no limit
   */
  readonly rateLimit?: { readonly perSecond: number; readonly burst?: number };
  /** Attempts under way in each quota pool; who comes too early waits. @default no limit */
  readonly bulkhead?: BulkheadOptions;
  /** A second attempt beside one that is slow. @default never */
  readonly hedge?: HedgeOptions;
  /** What happens to a stream that breaks after its first visible text. @default 'commit' */
  readonly streamMode?: StreamRules['streamMode'];
  /** Whether a stream's tool calls wait for the end of their attempt. @default 'withhold' */
  readonly toolCalls?: StreamRules['toolCalls'];
  /**
   * Cooldowns and token buckets, to share with other routers.
   *
   * @default memory of its own
   */
  readonly state?: RouterState;
  /** @default the environment's */
  readonly settings?: Settings;
  /** @default the machine's own time */
  readonly clock?: Clock;
  /** Told of every attempt and wait of every call. What it throws is ignored. */
  readonly onEvent?: (event: CallEvent) => void;
}
