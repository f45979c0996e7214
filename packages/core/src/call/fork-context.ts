import { abortError } from '../error/abort-error.ts';
import { ChatError } from '../error/chat-error.ts';
import type { AttemptPlan, CallContext } from './call-context.ts';
import type { Cancellation } from './cancellation.ts';
import { SharedSignal } from './shared-signal.ts';
import { tell } from './tell.ts';

type Methods = Pick<CallContext, 'elsewhere' | 'wait' | 'onEnd' | 'note'>;
type Fields = Omit<CallContext, 'signal' | keyof Methods>;

/** What a context does unless somebody says otherwise. */
const METHODS: Methods = {
  elsewhere: () => 'none',

  async wait(this: CallContext, ms, reason) {
    const { cancellation, clock } = this;
    if (cancellation.aborted) throw abortError(cancellation);
    const remainingMs = this.deadline.remainingMs();
    if (ms > remainingMs) {
      throw new ChatError(
        'deadline',
        `Waiting ${Math.ceil(ms)} ms (${reason}) would pass the deadline in ${remainingMs} ms. Raise deadlineMs, or call again later.`,
        { retryAfterMs: Math.ceil(ms) },
      );
    }
    tell(this, { type: 'wait', ms, reason });
    try {
      await clock.sleep(ms, this.signal);
    } catch (cause) {
      throw cancellation.aborted ? abortError(cancellation) : cause;
    }
  },

  onEnd(this: CallContext, release) {
    if (this.ends.isOver) release();
    else this.ends.releases.push(release);
  },

  note: () => undefined,
};

/** Several are made per call: field by field, that costs a tenth of `Object.assign`. */
class Context implements CallContext {
  declare cancellation: CallContext['cancellation'];
  declare readonly deadline: CallContext['deadline'];
  declare readonly attempt: CallContext['attempt'];
  declare readonly attempts: CallContext['attempts'];
  declare readonly trail: CallContext['trail'];
  declare readonly idempotencyKey: CallContext['idempotencyKey'];
  declare readonly plan: CallContext['plan'];
  declare readonly timeouts: CallContext['timeouts'];
  declare readonly options: CallContext['options'];
  declare readonly avoid: CallContext['avoid'];
  declare readonly clock: CallContext['clock'];
  declare readonly settings: CallContext['settings'];
  declare readonly onEvent: CallContext['onEvent'];
  declare readonly ends: CallContext['ends'];
  declare readonly elsewhere: CallContext['elsewhere'];
  declare readonly wait: CallContext['wait'];
  declare readonly onEnd: CallContext['onEnd'];
  declare readonly note: CallContext['note'];

  constructor(from: Fields & Methods, changes: Partial<CallContext>, cancellation: Cancellation) {
    this.cancellation = cancellation;
    this.deadline = from.deadline;
    this.attempt = from.attempt;
    this.attempts = from.attempts;
    this.trail = from.trail;
    this.idempotencyKey = from.idempotencyKey;
    this.plan = from.plan;
    this.timeouts = from.timeouts;
    this.options = from.options;
    this.avoid = from.avoid;
    this.clock = from.clock;
    this.settings = from.settings;
    this.onEvent = from.onEvent;
    this.ends = from.ends;
    this.elsewhere = from.elsewhere;
    this.wait = from.wait;
    this.onEnd = from.onEnd;
    this.note = from.note;
    Object.assign(this, changes);
  }

  get signal(): AbortSignal {
    const { cancellation } = this;
    return 'signal' in cancellation
      ? (cancellation.signal as AbortSignal)
      : (cancellation as AbortSignal);
  }

  set signal(signal: AbortSignal) {
    this.cancellation = SharedSignal.of(signal);
  }
}

/** A context of the fields given; the methods are the plain ones. */
export function buildContext(fields: Fields): CallContext {
  return new Context(fields as Fields & Methods, METHODS, fields.cancellation);
}

/** The same context but for what is named. Deadline, budget and trail stay shared. */
export function forkContext(
  context: CallContext,
  changes: Partial<CallContext>,
  cancellation: Cancellation = context.cancellation,
): CallContext {
  return new Context(context, changes, cancellation);
}

/** A context for one of several attempts inside this one: it has an end of its own. */
export function forkAttempt(context: CallContext, plan?: Partial<AttemptPlan>): CallContext {
  return forkContext(context, {
    plan: plan === undefined ? context.plan : { ...context.plan, ...plan },
    ends: { isOver: false, releases: [] },
  });
}

/** Runs what {@link CallContext.onEnd} gathered, each once. Called by whoever ends an attempt. */
export function endAttempt({ ends }: CallContext): void {
  ends.isOver = true;
  if (ends.releases.length === 0) return;
  for (const release of ends.releases.splice(0)) release();
}
