import {
  abortError,
  type CallContext,
  ChatError,
  type ChatRequest,
  type ChatTransport,
  endAttempt,
  forkAttempt,
  forkContext,
  type Policy,
  type TimeoutOptions,
} from '@scillm/core';
import { beginCall, type CallState } from './core/call-state.ts';
import { currentHop, elsewhere } from './core/candidates.ts';
import { decide } from './core/decide.ts';
import type { Action, RouterEvent } from './core/decision.ts';
import { ordinalOf } from './core/ordinal-of.ts';
import { requestFor } from './core/request-for.ts';
import type { RouteTable } from './core/route-table.ts';
import { streamFailure } from './core/stream-failure.ts';
import type { CallLimits, World } from './core/world.ts';
import type { HealthBook } from './health-book.ts';

/** What all calls of one router share. */
export interface Shared {
  readonly table: RouteTable;
  readonly health: HealthBook;
  readonly timeouts: TimeoutOptions;
  /** Around every attempt. */
  readonly policy: Policy;
}

/** Asks a transport, for a whole answer or for a stream. */
export type Ask<T> = (
  transport: ChatTransport,
  request: ChatRequest,
  context: CallContext,
) => Promise<T>;

/** Does what the decisions say, one after the other, until one of them ends the call. */
export async function performCall<T>(
  shared: Shared,
  limits: CallLimits,
  request: ChatRequest,
  context: CallContext,
  ask: Ask<T>,
): Promise<T> {
  try {
    if (context.signal.aborted) throw abortError(context.signal);
    return await followDecisions(shared, limits, request, context, ask);
  } catch (error) {
    endAttempt(context);
    throw ChatError.from(error, 'The router').with({ attempts: [...context.trail] });
  }
}

async function followDecisions<T>(
  shared: Shared,
  limits: CallLimits,
  request: ChatRequest,
  context: CallContext,
  ask: Ask<T>,
): Promise<T> {
  const look = (): World => worldNow(shared, limits, context);
  let call = beginCall(request.model);
  let event: RouterEvent = { type: 'started' };
  let answer: T | undefined;
  for (;;) {
    const decision = decide(call, event, look());
    const { action } = decision;
    call = decision.call;
    shared.health.write(decision.updates);
    if (action.type === 'finish') {
      if (action.error !== undefined) throw action.error;
      return answer as T;
    }
    if (action.type === 'wait') {
      await context.wait(action.ms, action.reason);
      event = { type: 'waited', ms: action.ms };
      continue;
    }
    try {
      answer = await attempt(shared, { call, action, look }, request, context, ask);
      event = { type: 'served' };
    } catch (error) {
      event = failure(error, action.deployment.id, context.signal);
    }
  }
}

/** What is thrown once the call has ended from outside says nothing of the deployment. */
function failure(error: unknown, subject: string, signal: AbortSignal): RouterEvent {
  return signal.aborted
    ? { type: 'ended', error: abortError(signal) }
    : { type: 'failed', error: ChatError.from(error, subject) };
}

interface Step {
  readonly call: CallState;
  readonly action: Extract<Action, { type: 'attempt' }>;
  look(): World;
}

async function attempt<T>(
  { policy, timeouts, health }: Shared,
  { call, action, look }: Step,
  request: ChatRequest,
  context: CallContext,
  ask: Ask<T>,
): Promise<T> {
  const { deployment, kind, decision } = action;
  const { timeoutMs } = context.options;
  const plan = {
    deployment: deployment.id,
    kind,
    decision,
    waitedMs: call.waitedMs,
    routing: 'router',
    ordinal: ordinalOf(deployment, context.trail),
    revision: 0,
  } as const;
  const inner = forkContext(forkAttempt(context, plan), {
    elsewhere: () => elsewhere(call, look()),
    timeouts: {
      ...context.timeouts,
      ...timeouts,
      ...deployment.timeouts,
      ...(timeoutMs === undefined ? {} : { attemptMs: timeoutMs }),
    },
  });
  const body = requestFor(request, currentHop(call).override, deployment);
  try {
    const answer = await policy.execute((last) => ask(deployment.transport, body, last), inner);
    const serving = context.trail.at(-1);
    inner.onEnd(() => {
      if (serving?.outcome === 'failed') health.write(streamFailure(call, serving, look()));
      endAttempt(context);
    });
    return answer;
  } catch (error) {
    endAttempt(inner);
    throw error;
  }
}

function worldNow({ table, health }: Shared, limits: CallLimits, context: CallContext): World {
  const { clock, deadline, attempts } = context;
  return {
    table,
    limits,
    nowMs: clock.now(),
    remainingMs: deadline.remainingMs(),
    hasOutside: context.elsewhere() !== 'none',
    attemptsLeft: attempts.max - attempts.used,
    health: health.of,
    random: () => clock.random(),
  };
}
