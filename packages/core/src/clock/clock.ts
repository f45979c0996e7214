/** Time and chance, as every decision sees them. Tests pass their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /**
   * Calls `ring` once when `atMs` has passed: never early, at most 100 ms late. Meant for limits
   * that are nearly always cancelled. Returns the cancellation, which may be called at any time.
   */
  alarm(atMs: number, ring: () => void): () => void;
  /** From 0 up to, but not including, 1. */
  random(): number;
}
