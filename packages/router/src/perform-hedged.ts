import {
  type CallContext,
  ChatError,
  endAttempt,
  forkAttempt,
  forkContext,
  openScope,
  type Scope,
} from '@scillm/core';
import type { CallState } from './core/call-state.ts';
import { chooseHedge } from './core/choose-hedge.ts';
import { healthUpdates } from './core/health-updates.ts';
import { noteFailure, withFailure } from './core/note-failure.ts';
import type { World } from './core/world.ts';
import type { Hedging } from './hedging.ts';
import { type AttemptStep, performAttempt, type StepOutcome } from './perform-attempt.ts';
import type { Shared } from './shared.ts';

/**
 * Makes an attempt and, if it is slow, a second one on another quota pool beside it. The first to
 * answer wins, and the other is ended and recorded as cancelled. If both fail, the one that failed
 * last decides how the call goes on. An attempt that still waits for its start is not slow.
 */
export function performHedged<T>(shared: Shared, step: AttemptStep<T>): Promise<StepOutcome<T>> {
  const { hedging } = shared;
  return hedging === undefined ? performAttempt(shared, step) : hedged(shared, hedging, step);
}

async function hedged<T>(
  shared: Shared,
  hedging: Hedging,
  step: AttemptStep<T>,
): Promise<StepOutcome<T>> {
  const { call, action, look, context } = step;
  const { used } = context.attempts;
  const delayMs = hedging.delayMs(action.deployment.id, look().kind, look().needs().tools);
  if (delayMs === undefined) return performAttempt(shared, step);
  const first = start(shared, step);
  const early = await Promise.race([first.outcome, passes(delayMs, first)]);
  if (early !== undefined) return first.win(early);
  const decision = context.attempts.used > used ? chooseHedge(call, look()) : undefined;
  if (decision?.action.type !== 'attempt' || !hedging.take()) return first.win(await first.outcome);
  shared.state.write(decision.updates);
  const second = start(shared, { ...step, call: decision.call, action: decision.action });
  const { asked } = decision.call;
  return race(shared, step, { first, second, asked });
}

/** One of two attempts under way. */
interface Runner<T> {
  readonly outcome: Promise<StepOutcome<T>>;
  readonly scope: Scope;
  readonly context: CallContext;
  /** Makes its end the end of the call's attempt; hands the outcome on. */
  win(outcome: StepOutcome<T>): StepOutcome<T>;
}

function start<T>(shared: Shared, step: AttemptStep<T>): Runner<T> {
  const own = forkAttempt(step.context);
  const scope = openScope(own);
  const context = forkContext(own, { signal: scope.context.signal });
  own.onEnd(() => scope.close());
  return {
    outcome: performAttempt(shared, { ...step, context }),
    scope,
    context: own,
    win(outcome) {
      if (outcome.isServed) own.onEnd(() => endAttempt(step.context));
      else scope.close();
      return outcome;
    },
  };
}

/** Resolves with nothing when the time has passed; the wait ends with the attempt. */
async function passes<T>(ms: number, { scope, outcome }: Runner<T>): Promise<undefined> {
  const { clock } = scope.context;
  const stop = new AbortController();
  void outcome.then(() => stop.abort());
  await clock.sleep(ms, stop.signal).catch(() => undefined);
  return stop.signal.aborted ? new Promise(() => undefined) : undefined;
}

/** Two attempts under way, and whom the call has asked with them. */
interface Pair<T> {
  readonly first: Runner<T>;
  readonly second: Runner<T>;
  readonly asked: readonly string[];
}

async function race<T>(
  shared: Shared,
  step: AttemptStep<T>,
  { first, second, asked }: Pair<T>,
): Promise<StepOutcome<T>> {
  const settled = await Promise.race([
    first.outcome.then((outcome) => ({ outcome, runner: first, other: second })),
    second.outcome.then((outcome) => ({ outcome, runner: second, other: first })),
  ]);
  const { outcome, runner, other } = settled;
  if (outcome.isServed) {
    await lose(shared, step, other, outcome.call);
    return runner.win({ ...outcome, call: { ...outcome.call, asked } });
  }
  runner.scope.close();
  const noted = noteEarlier(shared, step, outcome);
  const last = await other.outcome;
  return other.win({ ...last, call: noted({ ...last.call, asked }) });
}

/** Ends the attempt that lost, and closes what it may have begun in the same moment. */
async function lose<T>(
  shared: Shared,
  { look }: AttemptStep<T>,
  loser: Runner<T>,
  winner: CallState,
): Promise<void> {
  loser.scope.end(new ChatError('aborted', `${winner.current?.deployment.id} answered first.`));
  const late = await loser.outcome;
  leaveProbe(shared, late.call, look());
  if (late.isServed) {
    const { answer, attempt } = late.begun;
    await closeStream(answer);
    if (attempt !== undefined) Object.assign(attempt, { outcome: 'cancelled' });
  }
  endAttempt(loser.context);
}

/** A probe that proved nothing leaves its place to the next. */
function leaveProbe({ state }: Shared, { current }: CallState, world: World): void {
  if (current?.isProbe !== true) return;
  state.write(healthUpdates(current, { type: 'left' }, world));
}

async function closeStream(answer: unknown): Promise<void> {
  const stream = answer as { [Symbol.asyncIterator]?: () => AsyncIterator<unknown> };
  await stream[Symbol.asyncIterator]?.().return?.();
}

/**
 * One of two failed while the other is still asked: health learns of it now, and the call when the
 * other is done, which decides.
 */
function noteEarlier<T>(
  shared: Shared,
  { context, look }: AttemptStep<T>,
  { call, error: thrown }: Extract<StepOutcome<T>, { isServed: false }>,
): (later: CallState) => CallState {
  const { current } = call;
  if (current === undefined || context.signal.aborted) {
    leaveProbe(shared, call, look());
    return (later) => later;
  }
  const error = ChatError.from(thrown, current.deployment.id);
  shared.state.write(noteFailure(call, current, { error }, look()).updates);
  return (later) => withFailure(later, current, error);
}
