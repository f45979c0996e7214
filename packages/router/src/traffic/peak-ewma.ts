/** A smoothed latency: a slower sample counts at once, a faster one fades in. */
export interface PeakEwma {
  readonly ms: number;
  readonly atMs: number;
}

/** How long a peak takes to fade to a third. */
const DECAY_MS = 10_000;

/** The latency after one more sample. */
export function withSample(before: PeakEwma | undefined, ms: number, nowMs: number): PeakEwma {
  if (before === undefined || ms >= before.ms) return { ms, atMs: nowMs };
  const kept = keptSince(before, nowMs);
  return { ms: before.ms * kept + ms * (1 - kept), atMs: nowMs };
}

/** The latency to expect at a time: what was seen fades, so that who was slow is asked again. */
export function latencyAt(latency: PeakEwma, nowMs: number): number {
  return latency.ms * keptSince(latency, nowMs);
}

function keptSince({ atMs }: PeakEwma, nowMs: number): number {
  return Math.exp(-Math.max(0, nowMs - atMs) / DECAY_MS);
}
