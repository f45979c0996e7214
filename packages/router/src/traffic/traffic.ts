import type { Deployment } from '../deployment.ts';
import { latencyAt, type PeakEwma, withSample } from './peak-ewma.ts';
import { SlidingMinute } from './sliding-minute.ts';

/** Which latency a call has: to the whole answer, or to a stream's first token. */
export type CallKind = 'complete' | 'stream';

/** What goes on at each deployment: attempts under way, latencies, use of the last minute. */
export interface Traffic {
  inFlight(deployment: string): number;
  /** The smoothed latency to expect at a time; `undefined` before the first sample. */
  latencyMs(deployment: string, kind: CallKind, nowMs: number): number | undefined;
  /** The log of starts of a deployment; created when first asked for. */
  minute(deployment: string): SlidingMinute;
  /** The larger share of its limits in use. */
  usageShare(deployment: Deployment, nowMs: number): number;
  /** An attempt starts. The returned function notes its end, once. */
  start(deployment: string): () => void;
  /** An answer, or a counted fault that is charged with the whole time limit. */
  sample(deployment: string, kind: CallKind, ms: number, nowMs: number): void;
  /** The last 100 samples. Milliseconds, the latest last. */
  recentMs(deployment: string, kind: CallKind): readonly number[];
  /** Calls waiting for a place in a rate limit. */
  queued(): number;
  /** A call begins to wait for one; the returned function notes that it no longer does. */
  queue(): () => void;
  /** Counts a call of a route and gives how many came before it. */
  turn(route: string): number;
  /** How many calls of a route there have been. */
  turns(route: string): number;
}

function ofKind<T>(create: () => T): { readonly [Kind in CallKind]: T } {
  return { complete: create(), stream: create() };
}

const MOST_SAMPLES = 100;

/** Traffic of which nothing has been seen. */
export function createTraffic(): Traffic {
  const flights = new Map<string, number>();
  const latencies = ofKind(() => new Map<string, PeakEwma>());
  const minutes = new Map<string, SlidingMinute>();
  const turns = new Map<string, number>();
  const recent = ofKind(() => new Map<string, number[]>());
  let waiting = 0;

  const minute = (deployment: string): SlidingMinute => {
    const known = minutes.get(deployment) ?? new SlidingMinute();
    minutes.set(deployment, known);
    return known;
  };
  const inFlight = (deployment: string): number => flights.get(deployment) ?? 0;

  return {
    inFlight,
    minute,
    latencyMs(deployment, kind, nowMs) {
      const latency = latencies[kind].get(deployment);
      return latency === undefined ? undefined : latencyAt(latency, nowMs);
    },
    usageShare: ({ id, limits }, nowMs) =>
      limits === undefined ? 0 : (minutes.get(id)?.share(limits, nowMs) ?? 0),
    start(deployment) {
      flights.set(deployment, inFlight(deployment) + 1);
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        flights.set(deployment, inFlight(deployment) - 1);
      };
    },
    sample(deployment, kind, ms, nowMs) {
      const known = latencies[kind];
      known.set(deployment, withSample(known.get(deployment), ms, nowMs));
      const samples = recent[kind].get(deployment) ?? [];
      recent[kind].set(deployment, samples);
      samples.push(ms);
      if (samples.length > MOST_SAMPLES) samples.shift();
    },
    recentMs: (deployment, kind) => recent[kind].get(deployment) ?? [],
    queued: () => waiting,
    queue() {
      waiting += 1;
      return () => {
        waiting -= 1;
      };
    },
    turn(route) {
      const before = turns.get(route) ?? 0;
      turns.set(route, before + 1);
      return before;
    },
    turns: (route) => turns.get(route) ?? 0,
  };
}
