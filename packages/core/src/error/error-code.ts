/** What went wrong, in the words every decision uses. {@link VERDICTS} says what follows from each. */
export type ErrorCode =
  /** The backend asks for fewer calls: 429, 503, 529, or `capacity` in a failing answer. */
  | 'rate_limit'
  /** The account has nothing left to spend. */
  | 'quota'
  /** The backend broke: other 5xx, 409, 425. */
  | 'server_error'
  /** Nobody answered in time: one of our timers, 408 or 504. */
  | 'timeout'
  /** The connection failed before an answer began: DNS, refused, reset, TLS. */
  | 'network'
  /** A stream ended before the model said it was done. */
  | 'stream_cut'
  /** A 2xx that is no chat answer, or a redirect. */
  | 'bad_response'
  /** A finished answer with nothing in it. */
  | 'empty_response'
  /** The key was refused: 401, 403. */
  | 'auth'
  /** The model or path does not exist there: 404, 410. */
  | 'not_found'
  /** This backend lacks a feature the request uses. */
  | 'unsupported'
  /** The input is longer than the model's window. */
  | 'context_length'
  /** The provider's filter stopped the request or the answer. */
  | 'content_filter'
  /** The request itself is wrong: other 4xx. */
  | 'invalid_request'
  /** The answer does not fit the schema. */
  | 'schema_invalid'
  /** A breaker or cooldown keeps calls off this deployment. */
  | 'circuit_open'
  /** Our own bulkhead or rate limit has no place in time. */
  | 'local_limit'
  /** Two or more deployments failed; `errors` holds the last error of each. */
  | 'all_failed'
  /** The caller left. */
  | 'aborted'
  /** The time for the whole call is over. */
  | 'deadline'
  /** No such route. */
  | 'no_route'
  /** A setting or option is wrong. */
  | 'invalid_config'
  /** A bug of ours; `cause` holds it. */
  | 'internal';
