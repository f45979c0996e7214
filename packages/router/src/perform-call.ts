import {
  type Attempt,
  abortError,
  type CallContext,
  type CallMeta,
  type Cancellation,
  ChatError,
  type ChatRequest,
  endAttempt,
} from '@scillm/core';
import { beginCall, type CallState } from './core/call-state.ts';
import { currentHop } from './core/candidates.ts';
import { decide } from './core/decide.ts';
import type { RouterEvent } from './core/decision.ts';
import { HEALTHY } from './core/health.ts';
import { type RequestNeeds, requestNeeds } from './core/request-needs.ts';
import type { CallLimits, World } from './core/world.ts';
import type { Ask, Begun, StepOutcome } from './perform-attempt.ts';
import { performHedged } from './perform-hedged.ts';
import type { Shared } from './shared.ts';
import type { CallKind } from './traffic/traffic.ts';

/** A call on its way: what is asked, how, and what it may spend. */
export interface RoutedCall<T> {
  readonly request: ChatRequest;
  readonly context: CallContext;
  readonly limits: CallLimits;
  readonly kind: CallKind;
  readonly ask: Ask<T>;
  /** Tries it may make now, should the budget of the whole call hold more. @default no bound */
  readonly mostAttempts?: number;
}

/** What a call has come to: an answer, or a stream that has begun, and where it stands with that. */
export interface Served<T> {
  readonly call: CallState;
  readonly answer: T;
  /** The last try on the wire. */
  readonly attempt: Attempt | undefined;
}

/** Where to go on with a call that had an answer, and why. */
export interface Resumed {
  readonly call: CallState;
  readonly event: RouterEvent;
}

/**
 * Does what the decisions say, one after the other, until one of them ends the call. A new call unless
 * told where to go on.
 */
export async function performCall<T>(
  shared: Shared,
  routed: RoutedCall<T>,
  resumed?: Resumed,
): Promise<Served<T>> {
  const { request, context, ask } = routed;
  try {
    if (context.cancellation.aborted) throw abortError(context.cancellation);
    const look = worldOf(shared, routed);
    let { call, event } = resumed ?? started(shared, routed);
    let begun: Begun<T> | undefined;
    for (;;) {
      const decision = decide(call, event, look());
      const { action } = decision;
      shared.state.write(decision.updates);
      if (action.type === 'finish') return served(decision.call, begun, action.error);
      countTurn(shared, call, decision.call);
      call = decision.call;
      if (action.type === 'wait') {
        await context.wait(action.ms, action.reason);
        event = { type: 'waited', ms: action.ms };
        continue;
      }
      const outcome = await performHedged(shared, { call, action, request, context, ask, look });
      call = outcome.call;
      if (outcome.isServed) begun = outcome.begun;
      event = eventOf(outcome, action.deployment.id, shared, context);
    }
  } catch (error) {
    endAttempt(context);
    throw ChatError.from(error, 'The router').with({ attempts: [...context.trail] });
  }
}

/** A new call; hedging counts it. */
function started({ hedging }: Shared, { request }: RoutedCall<unknown>): Resumed {
  hedging?.begin();
  return { call: beginCall(request.model), event: { type: 'started' } };
}

function served<T>(
  call: CallState,
  begun: Begun<T> | undefined,
  error: ChatError | undefined,
): Served<T> {
  if (error !== undefined || begun === undefined) throw error;
  return { call, answer: begun.answer, attempt: begun.attempt };
}

/** A refusal is an answer; only a content chain that the user set asks somebody else as well. */
function isForContentChain<T>(outcome: StepOutcome<T>, { table }: Shared): boolean {
  if (!outcome.isServed || !outcome.begun.isOver) return false;
  const { scillm } = outcome.begun.answer as { readonly scillm?: CallMeta };
  if (scillm?.refused !== true) return false;
  const { hops } = outcome.call;
  return table
    .chain('content', currentHop(outcome.call).route)
    .some(({ route }) => !hops.some((hop) => hop.route === route));
}

function refused(deployment: string): RouterEvent {
  const message = `${deployment} declined to answer, and the content chain was asked.`;
  return {
    type: 'failed',
    error: new ChatError('content_filter', message, { reason: 'refusal', deployment }),
  };
}

/** A route counts its calls when they enter it: round robin takes turns by that. */
function countTurn({ traffic }: Shared, before: CallState, after: CallState): void {
  const isEntered = after.hops.length > before.hops.length || before.asked.length === 0;
  if (isEntered && after.asked.length > before.asked.length) {
    traffic.turn(currentHop(after).route);
  }
}

function eventOf<T>(
  outcome: StepOutcome<T>,
  deployment: string,
  shared: Shared,
  { cancellation }: CallContext,
): RouterEvent {
  if (!outcome.isServed) return failure(outcome.error, deployment, cancellation);
  if (isForContentChain(outcome, shared)) return refused(deployment);
  return { type: 'served', isOver: outcome.begun.isOver };
}

/** What is thrown once the call has ended from outside says nothing of the deployment. */
export function failure(error: unknown, subject: string, signal: Cancellation): RouterEvent {
  return signal.aborted
    ? { type: 'ended', error: abortError(signal) }
    : { type: 'failed', error: ChatError.from(error, subject) };
}

/** Looks at the world as it is now, each time it is called. */
export function worldOf(
  { table, state, traffic }: Shared,
  {
    request,
    context,
    limits,
    kind,
    mostAttempts = Number.POSITIVE_INFINITY,
  }: Omit<RoutedCall<unknown>, 'ask'>,
): () => World {
  const { clock, deadline, attempts } = context;
  let known: RequestNeeds | undefined;
  const needs = (): RequestNeeds => {
    known ??= requestNeeds(request);
    return known;
  };
  const health = (key: string) => state.health(key) ?? HEALTHY;
  const random = (): number => clock.random();
  return () => ({
    table,
    limits,
    traffic,
    kind,
    needs,
    health,
    random,
    nowMs: clock.now(),
    deadlineAtMs: deadline.atMs,
    hasOutside: context.elsewhere() !== 'none',
    attemptsLeft: Math.min(attempts.max - attempts.used, mostAttempts),
  });
}
