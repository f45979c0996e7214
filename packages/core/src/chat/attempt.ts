import type { ErrorCode } from '../error/error-code.ts';
import type { Usage } from './usage.ts';

/** How the key went out: the name of the header style, never its value. */
export type AuthStyle = 'bearer' | 'x-api-key' | 'sdk' | 'none';

/** What made this try necessary. */
export type AttemptKind = 'first' | 'retry' | 'fallback' | 'hedge' | 'reask' | 'auth' | 'probe';

/**
 * One try on the wire, as the trail keeps it. It holds no text of the backend, no header value, no
 * user info and no query.
 */
export interface Attempt {
  /** Number in the whole call, from 1. */
  readonly n: number;
  readonly kind: AttemptKind;
  /** The deployment asked; the transport's id in a direct call. */
  readonly deployment: string;
  readonly provider: string;
  /** Origin and path of the service. */
  readonly base: string;
  /** The model asked for. */
  readonly model: string;
  /** `<provider>/<model the backend echoed>`, once it answered. */
  readonly servedModel?: string;
  /** The quota pool whose limits it used. */
  readonly pool: string;
  readonly authStyle: AuthStyle;
  readonly startedAtMs: number;
  /** How long the call waited just before this try. */
  readonly waitedMs: number;
  /** From start to the first visible token of a stream. */
  readonly firstTokenMs?: number;
  readonly durationMs: number;
  /** `cancelled`: the caller left, or another attempt won. */
  readonly outcome: 'served' | 'failed' | 'cancelled';
  readonly code?: ErrorCode;
  readonly reason?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly requestId?: string;
  readonly usage?: Usage;
  readonly costUsd?: number;
  /** Why this one was asked: `first in order`, `retry`, `next tier` … */
  readonly decision: string;
}
