import type { ErrorCode } from './error-code.ts';

/** What follows from an error code, for the three who ask: retry, fallback and health. */
export interface Verdict {
  /** May the same call to the same backend succeed later? Retry reads this. */
  readonly transient: boolean;
  /** Whose fault it is. Fallback moves on for `backend` and `self`. */
  readonly blame: 'backend' | 'request' | 'caller' | 'self';
  /** Whether the deployment cools: not at all, by counting failures, or at once. */
  readonly cools: 'no' | 'count' | 'now';
  /** Which fallback chain may be entered after it. */
  readonly chain: 'generic' | 'context' | 'content' | 'none';
  /** Cooldown without a retry-after, where it differs from the configured one. Milliseconds. */
  readonly cooldownMs?: number;
  /** Most retries on the same deployment, where the code itself bounds them. */
  readonly mostRetries?: number;
}

const MINUTE_MS = 60_000;

/** The one table from error codes to decisions. A code that is not retried here may still fall back. */
export const VERDICTS: { readonly [Code in ErrorCode]: Verdict } = {
  rate_limit: { transient: true, blame: 'backend', cools: 'now', chain: 'generic' },
  quota: {
    transient: false,
    blame: 'backend',
    cools: 'now',
    chain: 'generic',
    cooldownMs: 15 * MINUTE_MS,
  },
  server_error: { transient: true, blame: 'backend', cools: 'count', chain: 'generic' },
  timeout: { transient: true, blame: 'backend', cools: 'count', chain: 'generic' },
  network: { transient: true, blame: 'backend', cools: 'count', chain: 'generic' },
  stream_cut: { transient: true, blame: 'backend', cools: 'count', chain: 'generic' },
  bad_response: { transient: true, blame: 'backend', cools: 'count', chain: 'generic' },
  empty_response: {
    transient: true,
    blame: 'backend',
    cools: 'no',
    chain: 'generic',
    mostRetries: 1,
  },
  auth: {
    transient: false,
    blame: 'backend',
    cools: 'now',
    chain: 'generic',
    cooldownMs: 10 * MINUTE_MS,
  },
  not_found: {
    transient: false,
    blame: 'backend',
    cools: 'now',
    chain: 'generic',
    cooldownMs: 5 * MINUTE_MS,
  },
  unsupported: { transient: false, blame: 'backend', cools: 'no', chain: 'generic' },
  context_length: { transient: false, blame: 'request', cools: 'no', chain: 'context' },
  content_filter: { transient: false, blame: 'request', cools: 'no', chain: 'content' },
  invalid_request: { transient: false, blame: 'request', cools: 'no', chain: 'none' },
  schema_invalid: { transient: false, blame: 'request', cools: 'no', chain: 'none' },
  circuit_open: { transient: true, blame: 'self', cools: 'no', chain: 'generic' },
  local_limit: { transient: true, blame: 'self', cools: 'no', chain: 'generic' },
  all_failed: { transient: false, blame: 'backend', cools: 'no', chain: 'generic' },
  aborted: { transient: false, blame: 'caller', cools: 'no', chain: 'none' },
  deadline: { transient: false, blame: 'caller', cools: 'no', chain: 'none' },
  no_route: { transient: false, blame: 'caller', cools: 'no', chain: 'none' },
  invalid_config: { transient: false, blame: 'caller', cools: 'no', chain: 'none' },
  internal: { transient: false, blame: 'caller', cools: 'no', chain: 'none' },
};
