import { abortError } from '../error/abort-error.ts';
import { ChatError } from '../error/chat-error.ts';
import type { AttemptNote, AttemptPlan, CallContext } from './call-context.ts';

type Fields = Omit<CallContext, 'elsewhere' | 'wait' | 'onEnd' | 'note'>;

class Context {
  constructor(fields: Fields | CallContext, changes: Partial<CallContext>) {
    Object.assign(this, fields, changes);
  }

  elsewhere(): 'none' {
    return 'none';
  }

  async wait(this: CallContext, ms: number, reason: string): Promise<void> {
    if (this.signal.aborted) throw abortError(this.signal);
    const remainingMs = this.deadline.remainingMs();
    if (ms > remainingMs) {
      throw new ChatError(
        'deadline',
        `Waiting ${Math.ceil(ms)} ms (${reason}) would pass the deadline in ${remainingMs} ms. Raise deadlineMs, or call again later.`,
        { retryAfterMs: Math.ceil(ms) },
      );
    }
    this.onEvent?.({ type: 'wait', ms, reason });
    try {
      await this.clock.sleep(ms, this.signal);
    } catch (cause) {
      throw this.signal.aborted ? abortError(this.signal) : cause;
    }
  }

  onEnd(this: CallContext, release: () => void): void {
    if (this.ends.isOver) release();
    else this.ends.releases.push(release);
  }

  note(_fields: AttemptNote): void {}
}

/** A context of the fields given; the methods are the plain ones. */
export function buildContext(fields: Fields): CallContext {
  return new Context(fields, {}) as unknown as CallContext;
}

/** The same context but for what is named. Deadline, budget and trail stay shared. */
export function forkContext(context: CallContext, changes: Partial<CallContext>): CallContext {
  return new Context(context, changes) as unknown as CallContext;
}

/** A context for one of several attempts inside this one: it has an end of its own. */
export function forkAttempt(context: CallContext, plan: Partial<AttemptPlan>): CallContext {
  return forkContext(context, {
    plan: { ...context.plan, ...plan },
    ends: { isOver: false, releases: [] },
  });
}

/** Runs what {@link CallContext.onEnd} gathered, each once. Called by whoever ends an attempt. */
export function endAttempt({ ends }: CallContext): void {
  ends.isOver = true;
  for (const release of ends.releases.splice(0)) release();
}
