/** The answer words of the fault language. */
export const ANSWER_WORDS: readonly string[] =
  'status code retry-after header body auth reject redirect service utilization unlisted wrong-model'.split(
    ' ',
  );

/** The transport words of the fault language. */
export const TRANSPORT_WORDS: readonly string[] =
  'latency hang refuse reset oversize content-length gzip-broken'.split(' ');

/** The stream words of the fault language. */
export const STREAM_WORDS: readonly string[] =
  'stall cut malformed error-event drip split comments-only reasoning-only no-finish no-done double-finish usage cut-args'.split(
    ' ',
  );

/** The content words of the fault language. */
export const CONTENT_WORDS: readonly string[] =
  'empty garbage fenced truncated bad-args refusal content-filter'.split(' ');
