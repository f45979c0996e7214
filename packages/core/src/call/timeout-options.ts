/** How long one attempt may take, by span. Milliseconds; a span left out keeps its default. */
export interface TimeoutOptions {
  /**
   * Dialling until the connection is ready, TLS included.
   *
   * @default 5000
   */
  readonly connectMs?: number;
  /**
   * Streams: request sent until the first chunk with content, the wait for headers included.
   *
   * @default 10000
   */
  readonly firstTokenMs?: number;
  /**
   * Streams: one chunk with content until the next. Stands still while nobody reads.
   *
   * @default 15000
   */
  readonly idleMs?: number;
  /**
   * The attempt's start until its body is read; for a stream, until its first token.
   *
   * @default 120000
   */
  readonly attemptMs?: number;
}

/** The four spans with every default filled in. */
export type Timeouts = Required<TimeoutOptions>;
