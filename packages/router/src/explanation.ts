import type { ErrorCode, Timeouts } from '@scillm/core';

/** One deployment of a route, as a call would find it now. */
export interface ExplainedCandidate {
  readonly deployment: string;
  readonly model: string;
  readonly tier: number;
  /** Whether it would be asked now, should the call come to it. */
  readonly available: boolean;
  /** Why it would or would not. */
  readonly reasons: readonly string[];
  /** Its place in the plan, from 0; `null` if it has none. */
  readonly score: number | null;
}

/** What a router would do with a request, without doing it. */
export interface Explanation {
  readonly route: string;
  readonly strategy: string;
  /** The route's deployments by tier. */
  readonly candidates: readonly ExplainedCandidate[];
  /**
   * Deployments in the order they would be asked if each of them failed, generic chains included.
   * Where everybody rests: as of when the first returns, if the call would wait for that.
   */
  readonly plan: readonly string[];
  /** Routes that each chain would go on to. */
  readonly chains: {
    readonly generic: readonly string[];
    readonly context: readonly string[];
    readonly content: readonly string[];
  };
  readonly timeouts: Timeouts;
  /** Tries the call may make. */
  readonly attempts: number;
}

/** The health of one deployment or pool in a {@link RouterSnapshot}. */
export interface HealthSnapshot {
  readonly state: 'closed' | 'open' | 'half-open';
  /** When it takes calls again. Milliseconds since 1970; `null` unless it is open. */
  readonly untilMs: number | null;
  /** Openings since the last success. */
  readonly strikes: number;
  /** What opened it last, if anything did. */
  readonly code: ErrorCode | null;
}

/** One deployment in a {@link RouterSnapshot}. */
export interface DeploymentSnapshot extends HealthSnapshot {
  readonly deployment: string;
  readonly pool: string;
  readonly inFlight: number;
  /** Smoothed latency in milliseconds; `null` before the first sample. */
  readonly latencyMs: { readonly complete: number | null; readonly stream: number | null };
  /** The larger share of its rpm and tpm limits in use. */
  readonly usageShare: number;
}

/** How a router's deployments and pools are doing. Holds no secret. */
export interface RouterSnapshot {
  readonly deployments: readonly DeploymentSnapshot[];
  readonly pools: readonly (HealthSnapshot & { readonly pool: string })[];
}
