import type { Attempt, AttemptKind, AuthStyle } from '../chat/attempt.ts';
import type { CallMeta } from '../chat/call-meta.ts';
import type { Usage } from '../chat/usage.ts';
import type { Clock } from '../clock/clock.ts';
import type { Settings } from '../config/settings.ts';
import type { CallEvent } from './call-event.ts';
import type { CallOptions } from './call-options.ts';
import type { Cancellation } from './cancellation.ts';
import type { Timeouts } from './timeout-options.ts';

/** The end of the whole call. */
export interface Deadline {
  /** Milliseconds since 1970, on the call's clock. */
  readonly atMs: number;
  /** Never below 0. */
  remainingMs(): number;
}

/** Tries the call may still make. Shared by everything that works on the call. */
export interface AttemptBudget {
  readonly max: number;
  used: number;
}

/** Who is asked in an attempt and why, as whoever chose it says. */
export interface AttemptPlan {
  /** Id of the deployment; absent in a direct call, where the transport's id stands for it. */
  readonly deployment?: string;
  readonly pool?: string;
  readonly kind: AttemptKind;
  readonly decision: string;
  /** How long the call waited just before. */
  readonly waitedMs: number;
  readonly routing: CallMeta['routing'];
  /** Ordinal of the deployment in this call, from 1; part of the idempotency key. */
  readonly ordinal: number;
  /** Revision of the body sent there, from 0; part of the idempotency key. */
  readonly revision: number;
}

/** What is to be released at the end of an attempt. */
export interface AttemptEnds {
  /** Whether they have been run. */
  isOver: boolean;
  /** What to run, in order. */
  readonly releases: (() => void)[];
}

/** What only the transport knows of its attempt. */
export interface AttemptNote {
  readonly authStyle?: AuthStyle;
  readonly servedModel?: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly usage?: Usage;
  readonly firstTokenMs?: number;
}

/**
 * Everything a call carries on its way down: when to stop, what it may still spend, what happened so
 * far. Deadline, budget and trail are shared by reference; the rest may differ from layer to layer.
 */
export interface CallContext {
  /** Ends the work this context is for. Whoever awaits anything honours it. */
  readonly signal: AbortSignal;
  /** What the signal tells, without the cost of a signal: for those who only ask or listen. */
  readonly cancellation: Cancellation;
  readonly deadline: Deadline;
  /** Number of this attempt in the whole call, from 1; 0 before the first. */
  readonly attempt: number;
  readonly attempts: AttemptBudget;
  /** Every attempt so far, in the order they started. Only {@link recordAttempt} appends. */
  readonly trail: Attempt[];
  readonly idempotencyKey: string;
  readonly plan: AttemptPlan;
  readonly timeouts: Timeouts;
  /** What the caller said of this call. */
  readonly options: CallOptions;
  readonly avoid: ReadonlySet<string>;
  readonly clock: Clock;
  readonly settings: Settings;
  /** Told of every attempt and wait. */
  readonly onEvent: ((event: CallEvent) => void) | undefined;
  /** What {@link onEnd} gathered; {@link endAttempt} runs it. */
  readonly ends: AttemptEnds;
  /**
   * Whether another deployment could take the call now: one of the same order, one of a later order
   * or chain, or none.
   */
  elsewhere(): 'sibling' | 'fallback' | 'none';
  /**
   * The only way a policy sleeps. Rejects with `aborted` when the signal aborts, and at once with
   * `deadline` if the wait would not end before the deadline.
   */
  wait(ms: number, reason: string): Promise<void>;
  /**
   * Runs `release` once when the attempt is over: settled, or its stream ended, failed or was left.
   * If it is over already, at once.
   */
  onEnd(release: () => void): void;
  /** Adds what only the transport knows to the attempt's record. Without an open attempt: nothing. */
  note(fields: AttemptNote): void;
}
