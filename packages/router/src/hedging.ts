import type { CallKind, Traffic } from './traffic/traffic.ts';

/** Options of hedging: a second attempt beside one that is slow; the first to answer wins. */
export interface HedgeOptions {
  /** How long the first attempt has for itself, or its deployment's own 95th percentile. */
  readonly afterMs: number | 'p95';
  /** Never earlier than this. @default 200 */
  readonly minMs?: number;
  /** Answers to have seen before `p95` means anything. @default 20 */
  readonly minSamples?: number;
  /** Most hedges as a share of the last 100 calls. @default 0.05 */
  readonly ratio?: number;
  /** Whether calls with tools may be made twice. @default false */
  readonly tools?: boolean;
}

/** Whether and when a slow attempt gets a second one beside it. */
export interface Hedging {
  /** Counts a call. */
  begin(): void;
  /** After which time a second attempt may start; `undefined`: not at all. Milliseconds. */
  delayMs(deployment: string, kind: CallKind, hasTools: boolean): number | undefined;
  /** Takes one of the hedges the share allows; false if there is none left. */
  take(): boolean;
}

const WINDOW_CALLS = 100;
const QUANTILE = 0.95;

/** Hedging by the router's traffic. */
export function createHedging(options: HedgeOptions, traffic: Traffic): Hedging {
  const { afterMs, minMs = 200, minSamples = 20, ratio = 0.05, tools = false } = options;
  /** Hedges by the call that was the latest when they began, the latest one last. */
  const calls: number[] = [];
  return {
    begin() {
      calls.push(0);
      if (calls.length > WINDOW_CALLS) calls.shift();
    },
    delayMs(deployment, kind, hasTools) {
      if (hasTools && !tools) return undefined;
      const wanted =
        afterMs === 'p95' ? quantile(traffic.recentMs(deployment, kind), minSamples) : afterMs;
      return wanted === undefined ? undefined : Math.max(minMs, wanted);
    },
    take() {
      const taken = calls.reduce((sum, hedges) => sum + hedges, 0);
      if (traffic.queued() > 0 || taken + 1 > Math.ceil(ratio * calls.length)) return false;
      calls.push((calls.pop() ?? 0) + 1);
      return true;
    },
  };
}

function quantile(samples: readonly number[], minSamples: number): number | undefined {
  if (samples.length < minSamples) return undefined;
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * QUANTILE) - 1)];
}
