import type { Deployment } from '../deployment.ts';

/** Chooses who is asked first among deployments that could all take the call. */
export interface Strategy {
  /** Names it in `explain`. */
  readonly name: string;
  /**
   * Whether deployments without an `order` are tiers of their own, in list order. Otherwise all of
   * them share one tier: they are siblings.
   *
   * @default false
   */
  readonly tiersByPosition?: boolean;
  /**
   * The candidates of one tier, the one to ask first in front. Pure: it reads the view, draws from
   * `random`, and remembers nothing.
   */
  order(
    candidates: readonly Deployment[],
    view: StrategyView,
    random: () => number,
  ): readonly Deployment[];
}

/** What a strategy may know. */
export interface StrategyView {
  /** Calls of the route before this one. */
  readonly turn: number;
  /** All of the tier, those that take no calls now too. */
  readonly tier: readonly Deployment[];
  /** Tokens the call will need, input and output, by estimate. */
  readonly tokens: { readonly input: number; readonly output: number };
  /** Attempts under way. */
  inFlight(deployment: string): number;
  /**
   * Smoothed latency that jumps up at once and comes down slowly, without samples too, for calls of
   * this kind: time to the first token of a stream, else to the whole answer. Absent before the first
   * sample. Milliseconds.
   */
  latencyMs(deployment: string): number | undefined;
  /** The larger share of its rpm and tpm limits used in the last minute; 0 where it has none. */
  usageShare(deployment: Deployment): number;
}
