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
import { noteFailure } from './core/note-failure.ts';
import { type AttemptStep, type Begun, performAttempt } from './perform-attempt.ts';
import type { Shared } from './shared.ts';

/** How a step of a call came out, and where the call stands with it. */
export type StepOutcome<T> =
  | { readonly isServed: true; readonly begun: Begun<T>; readonly call: CallState }
  | { readonly isServed: false; readonly error: unknown; readonly call: CallState };

/**
 * Makes an attempt and, if it is slow, a second one on another quota pool beside it. The first to
 * answer wins, and the other is ended and recorded as cancelled. If both fail, the one that failed
 * last decides how the call goes on.
 */
export async function performHedged<T>(
  shared: Shared,
  step: AttemptStep<T>,
): Promise<StepOutcome<T>> {
  const { hedging } = shared;
  const { call, action, look } = step;
  const delayMs = hedging?.delayMs(action.deployment.id, look().kind, look().needs().tools);
  if (hedging === undefined || delayMs === undefined) return settle(shared, step);
  const first = start(shared, step);
  const early = await Promise.race([first.outcome, passes(delayMs, first)]);
  if (early !== undefined) return first.win(early);
  const decision = chooseHedge(call, look());
  if (decision?.action.type !== 'attempt' || !hedging.take()) return first.win(await first.outcome);
  shared.state.write(decision.updates);
  const second = start(shared, { ...step, call: decision.call, action: decision.action });
  return race(shared, step, first, second);
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
  const own = forkAttempt(step.context, {});
  const scope = openScope(own);
  const context = forkContext(own, { signal: scope.context.signal });
  own.onEnd(scope.close);
  return {
    outcome: settle(shared, { ...step, context }),
    scope,
    context: own,
    win(outcome) {
      if (outcome.isServed) own.onEnd(() => endAttempt(step.context));
      else scope.close();
      return outcome;
    },
  };
}

async function settle<T>(shared: Shared, step: AttemptStep<T>): Promise<StepOutcome<T>> {
  try {
    return { isServed: true, begun: await performAttempt(shared, step), call: step.call };
  } catch (error) {
    return { isServed: false, error, call: step.call };
  }
}

/** Resolves with nothing when the time has passed; the wait ends with the attempt. */
async function passes<T>(ms: number, { scope, outcome }: Runner<T>): Promise<undefined> {
  const { clock } = scope.context;
  const stop = new AbortController();
  void outcome.then(() => stop.abort());
  await clock.sleep(ms, stop.signal).catch(() => undefined);
  return stop.signal.aborted ? new Promise(() => undefined) : undefined;
}

async function race<T>(
  shared: Shared,
  step: AttemptStep<T>,
  first: Runner<T>,
  second: Runner<T>,
): Promise<StepOutcome<T>> {
  const settled = await Promise.race([
    first.outcome.then((outcome) => ({ outcome, runner: first, other: second })),
    second.outcome.then((outcome) => ({ outcome, runner: second, other: first })),
  ]);
  const { outcome, runner, other } = settled;
  if (outcome.isServed) {
    await lose(shared, step, other, outcome.call);
    return runner.win(withBothAsked(outcome, step));
  }
  runner.scope.close();
  const last = await other.outcome;
  return other.win(withBothAsked(withEarlierFailure(shared, step, outcome, last), step));
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
  const { current } = late.call;
  if (current?.isProbe === true) {
    shared.state.write(healthUpdates(current, { type: 'left' }, look()));
  }
  if (late.isServed) await closeStream(late.begun.answer);
  endAttempt(loser.context);
}

async function closeStream(answer: unknown): Promise<void> {
  const stream = answer as { [Symbol.asyncIterator]?: () => AsyncIterator<unknown> };
  await stream[Symbol.asyncIterator]?.().return?.();
}

/** One of two failed while the other was still asked: it is noted, and the other decides. */
function withEarlierFailure<T>(
  { state }: Shared,
  { context, look }: AttemptStep<T>,
  earlier: Extract<StepOutcome<T>, { isServed: false }>,
  last: StepOutcome<T>,
): StepOutcome<T> {
  const { current } = earlier.call;
  if (context.signal.aborted || current === undefined) return last;
  const error = ChatError.from(earlier.error, current.deployment.id);
  const noted = noteFailure(last.call, current, { error }, look());
  state.write(noted.updates);
  return { ...last, call: noted.call };
}

function withBothAsked<T>(outcome: StepOutcome<T>, { call }: AttemptStep<T>): StepOutcome<T> {
  const asked = [...new Set([...call.asked, ...outcome.call.asked])];
  return { ...outcome, call: { ...outcome.call, asked } };
}
