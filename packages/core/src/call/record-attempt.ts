import type { Attempt, AuthStyle } from '../chat/attempt.ts';
import type { CallMeta, CallWarning } from '../chat/call-meta.ts';
import { abortError } from '../error/abort-error.ts';
import { ChatError } from '../error/chat-error.ts';
import type { CallContext } from './call-context.ts';
import { deadlineError } from './deadline-error.ts';
import { endAttempt } from './fork-context.ts';
import { openScope, type Scope } from './open-scope.ts';
import { servedModel } from './served-model.ts';
import { tell } from './tell.ts';
import { timeoutError } from './timeout-error.ts';

/** What a transport knows of an attempt before it starts. */
export interface AttemptFacts {
  /** Id of the transport, for a direct call. */
  readonly transport: string;
  readonly provider: string;
  /** Origin and path, without user info and query. */
  readonly base: string;
  readonly model: string;
  /** The quota pool, where nobody declared another. */
  readonly pool: string;
  readonly authStyle: AuthStyle;
}

/** What an answer says of itself, beside the attempts. */
export interface AnswerFacts {
  /** @default [] */
  readonly warnings?: readonly CallWarning[];
  /** @default false */
  readonly isRefusal?: boolean;
}

/** One open attempt. Exactly one of `serve` and `fail` closes it; later calls change nothing. */
export interface AttemptRecord {
  /** The context for the work on the wire: it ends with the call, at the deadline and by the timers. */
  readonly context: CallContext;
  /** Says that the answer has begun: from now on the attempt's time limit no longer counts. */
  commit(): void;
  /** Ends the work on the wire with this error, which the signal then carries. */
  abort(error: ChatError): void;
  /** Closes it as served and gives the answer's metadata. */
  serve(answer?: AnswerFacts): CallMeta;
  /** Closes it as failed, or as cancelled for `aborted`, and gives the error with its attempts. */
  fail(error: unknown): ChatError;
}

type Open = { -readonly [Field in keyof Attempt]: Attempt[Field] };

/**
 * Opens an attempt: counts it, adds it to the trail, and watches the deadline and the attempt's time
 * limit until it is closed.
 * Every try on the wire is recorded by this function and by nothing else.
 */
export function recordAttempt(outer: CallContext, facts: AttemptFacts): AttemptRecord {
  outer.attempts.used += 1;
  const attempt = openAttempt(outer, facts);
  outer.trail.push(attempt);
  tell(outer, { type: 'attempt_start', attempt });
  return new OpenRecord(outer, attempt);
}

/** A class, since every call makes one: methods cost nothing, a closure each would. */
class OpenRecord implements AttemptRecord {
  readonly #outer: CallContext;
  readonly #attempt: Open;
  readonly #scope: Scope;
  readonly #lift: () => void;
  #isOpen = true;

  constructor(outer: CallContext, attempt: Open) {
    this.#outer = outer;
    this.#attempt = attempt;
    this.#scope = openScope(outer, {
      attempt: attempt.n,
      note: (fields) => {
        if (this.#isOpen) Object.assign(attempt, fields);
      },
    });
    this.#scope.limitToDeadline(() => deadlineError(attempt.deployment));
    const { attemptMs } = outer.timeouts;
    this.#lift = this.#scope.limit(attempt.startedAtMs + attemptMs, () =>
      timeoutError(attempt.deployment, 'attempt', attemptMs),
    );
  }

  get context(): CallContext {
    return this.#scope.context;
  }

  commit(): void {
    this.#lift();
  }

  abort(error: ChatError): void {
    this.#scope.end(error);
  }

  serve(answer: AnswerFacts = {}): CallMeta {
    this.#close('served');
    const { plan, trail } = this.#outer;
    return callMeta(this.#attempt, plan.routing, trail, answer);
  }

  fail(thrown: unknown): ChatError {
    const attempt = this.#attempt;
    const { cancellation } = this.context;
    const isReason = cancellation.aborted && thrown === cancellation.reason;
    const error = isReason ? abortError(cancellation) : ChatError.from(thrown, attempt.deployment);
    if (this.#isOpen) note(attempt, error);
    this.#close(error.code === 'aborted' ? 'cancelled' : 'failed');
    return error.with({
      deployment: attempt.deployment,
      provider: attempt.provider,
      attempts: [...this.#outer.trail],
    });
  }

  #close(outcome: Attempt['outcome']): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const attempt = this.#attempt;
    attempt.outcome = outcome;
    attempt.durationMs = this.#outer.clock.now() - attempt.startedAtMs;
    this.#scope.close();
    endAttempt(this.#outer);
    tell(this.#outer, { type: 'attempt_end', attempt });
  }
}

function openAttempt({ clock, plan, trail }: CallContext, facts: AttemptFacts): Open {
  return {
    n: trail.length + 1,
    kind: plan.kind,
    deployment: plan.deployment ?? facts.transport,
    provider: facts.provider,
    base: facts.base,
    model: facts.model,
    pool: plan.pool ?? facts.pool,
    authStyle: facts.authStyle,
    startedAtMs: clock.now(),
    waitedMs: plan.waitedMs,
    durationMs: 0,
    outcome: 'cancelled',
    decision: plan.decision,
  };
}

function note(attempt: Open, error: ChatError): void {
  attempt.code = error.code;
  if (error.reason !== undefined) attempt.reason = error.reason;
  if (error.status !== undefined) attempt.status = error.status;
  if (error.retryAfterMs !== undefined) attempt.retryAfterMs = error.retryAfterMs;
  if (error.requestId !== undefined) attempt.requestId = error.requestId;
}

function callMeta(
  attempt: Attempt,
  routing: CallMeta['routing'],
  trail: readonly Attempt[],
  { warnings = [], isRefusal = false }: AnswerFacts,
): CallMeta {
  const served = attempt.servedModel ?? servedModel(attempt.provider, undefined, attempt.model);
  const meta: { -readonly [Field in keyof CallMeta]: CallMeta[Field] } = {
    servedBy: attempt.deployment,
    servedModel: served,
    authStyle: attempt.authStyle,
    routing,
    attempts: [...trail],
    attemptCount: trail.length,
  };
  if (warnings.length > 0) meta.warnings = warnings;
  if (isRefusal) meta.refused = true;
  if (served.startsWith('sim/')) meta.simulated = true;
  return meta;
}
