import {
  type Attempt,
  type CallContext,
  type ChatRequest,
  type ChatTransport,
  endAttempt,
  forkAttempt,
  forkContext,
  VERDICTS,
} from '@scillm/core';
import type { CallState } from './core/call-state.ts';
import { currentHop, elsewhere } from './core/candidates.ts';
import type { Action } from './core/decision.ts';
import { ordinalOf } from './core/ordinal-of.ts';
import { requestFor } from './core/request-for.ts';
import { streamFailure } from './core/stream-failure.ts';
import type { World } from './core/world.ts';
import type { Shared } from './shared.ts';

/** Asks a transport, for a whole answer or for a stream. */
export type Ask<T> = (
  transport: ChatTransport,
  request: ChatRequest,
  context: CallContext,
) => Promise<T>;

/** One step of a call that is an attempt. */
export interface AttemptStep<T> {
  readonly call: CallState;
  readonly action: Extract<Action, { type: 'attempt' }>;
  readonly request: ChatRequest;
  readonly context: CallContext;
  readonly ask: Ask<T>;
  look(): World;
}

/** Makes one attempt: sends what the deployment is to get, and sees to what it leaves behind. */
export async function performAttempt<T>(shared: Shared, step: AttemptStep<T>): Promise<T> {
  const { call, action, request, context, ask, look } = step;
  const { deployment } = action;
  const { traffic } = shared;
  const inner = attemptContext(shared, step);
  const land = traffic.start(deployment.id);
  inner.onEnd(land);
  const body = requestFor(request, currentHop(call).override, deployment);
  const policy = shared.policy(deployment, look().needs);
  try {
    const answer = await policy.execute((last) => ask(deployment.transport, body, last), inner);
    const serving = context.trail.findLast(({ deployment: id }) => id === deployment.id);
    sampleServed(shared, serving, look());
    inner.onEnd(() => {
      if (serving?.outcome === 'failed') {
        shared.state.write(streamFailure(call, serving, look()));
      }
      endAttempt(context);
    });
    return answer;
  } catch (error) {
    endAttempt(inner);
    const failed = context.trail.findLast(({ deployment: id }) => id === deployment.id);
    sampleFailed(shared, failed, inner.timeouts.attemptMs, look());
    throw error;
  }
}

function attemptContext<T>(
  { timeouts }: Shared,
  { call, action, context, look }: AttemptStep<T>,
): CallContext {
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
  return forkContext(forkAttempt(context, plan), {
    elsewhere: () => elsewhere(call, look()),
    timeouts: {
      ...context.timeouts,
      ...timeouts,
      ...deployment.timeouts,
      ...(timeoutMs === undefined ? {} : { attemptMs: timeoutMs }),
    },
  });
}

function sampleServed({ traffic }: Shared, serving: Attempt | undefined, world: World): void {
  if (serving === undefined) return;
  const { deployment, startedAtMs } = serving;
  traffic.sample(deployment, world.kind, world.nowMs - startedAtMs, world.nowMs);
}

/** A fault that counts is charged with the whole time limit, so that failing fast is not being fast. */
function sampleFailed(
  { traffic }: Shared,
  failed: Attempt | undefined,
  attemptMs: number,
  { kind, nowMs }: World,
): void {
  const code = failed?.code;
  if (failed === undefined || code === undefined || VERDICTS[code].cools !== 'count') return;
  traffic.sample(failed.deployment, kind, attemptMs, nowMs);
}
