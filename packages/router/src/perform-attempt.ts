import {
  type Attempt,
  type CallContext,
  ChatError,
  type ChatRequest,
  type ChatTransport,
  endAttempt,
  forkContext,
  type TimeoutOptions,
  type Timeouts,
  VERDICTS,
} from '@scillm/core';
import type { CallState } from './core/call-state.ts';
import { currentHop, elsewhere } from './core/candidates.ts';
import type { Action } from './core/decision.ts';
import { ordinalOf } from './core/ordinal-of.ts';
import { poolOf } from './core/pool.ts';
import { isHalfOpen, isResting, restingAfter, returnsAt } from './core/readiness.ts';
import { requestFor } from './core/request-for.ts';
import { streamEnd } from './core/stream-end.ts';
import type { World } from './core/world.ts';
import type { Deployment } from './deployment.ts';
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

/** How an attempt came out, and where the call stands with it. */
export type StepOutcome<T> =
  | { readonly isServed: true; readonly begun: Begun<T>; readonly call: CallState }
  | { readonly isServed: false; readonly error: unknown; readonly call: CallState };

/** What an attempt gave, and whether it is over: a stream has only begun. */
export interface Begun<T> {
  readonly answer: T;
  readonly isOver: boolean;
  /** Its last try on the wire. */
  readonly attempt: Attempt | undefined;
}

/**
 * Makes one attempt: sends what the deployment is to get, and sees to what it leaves behind. Never
 * rejects.
 */
export async function performAttempt<T>(
  shared: Shared,
  step: AttemptStep<T>,
): Promise<StepOutcome<T>> {
  const { call, action, request, context, ask, look } = step;
  const { deployment } = action;
  const { traffic } = shared;
  const record: Recorded = {};
  const inner = attemptContext(shared, step, record);
  const land = traffic.start(deployment.id);
  inner.onEnd(land);
  const body = requestFor(request, currentHop(call).override, deployment);
  const world = look();
  const policy = shared.policy(deployment, world.needs);
  const wasResting = isResting(deployment, world);
  try {
    let hasWaited = false;
    const asking = policy.execute((last) => {
      if (hasWaited && !wasResting && hasOpened(call, look())) {
        throw openedMeanwhile(deployment, look());
      }
      return ask(deployment.transport, body, last);
    }, inner);
    hasWaited = true;
    const answer = await asking;
    const { isOver } = inner.ends;
    sampleServed(shared, deployment, record, { kind: world.kind, nowMs: context.clock.now() });
    inner.onEnd(() => {
      if (!isOver) shared.state.write(streamEnd(call, record.last, look()));
      endAttempt(context);
    });
    return { isServed: true, begun: { answer, isOver, attempt: record.last }, call };
  } catch (error) {
    endAttempt(inner);
    sampleFailed(shared, deployment, record, { world: look(), ms: inner.timeouts.attemptMs });
    return { isServed: false, error, call };
  }
}

/** The last try on the wire inside an attempt: more than one where the transport is a router. */
interface Recorded {
  last?: Attempt;
}

function attemptContext<T>(
  { timeouts, traffic }: Shared,
  { call, action, context, look }: AttemptStep<T>,
  record: Recorded,
): CallContext {
  const { deployment, kind, decision } = action;
  const { timeoutMs } = context.options;
  const plan = {
    deployment: deployment.id,
    pool: poolOf(deployment),
    kind,
    decision,
    waitedMs: call.waitedMs,
    routing: 'router',
    ordinal: ordinalOf(deployment, context.trail),
    revision: context.plan.revision,
  } as const;
  return forkContext(context, {
    plan,
    ends: { isOver: false, releases: [] },
    elsewhere: () => elsewhere(call, look()),
    async wait(this: CallContext, ms, reason) {
      const leave = QUEUES.has(reason) ? traffic.queue() : undefined;
      await context.wait.call(this, ms, reason).finally(leave);
    },
    onEvent(event) {
      if (event.type === 'attempt_start') record.last = event.attempt;
      context.onEvent?.(event);
    },
    timeouts: merged(
      context.timeouts,
      timeouts,
      deployment.timeouts,
      timeoutMs === undefined ? undefined : { attemptMs: timeoutMs },
    ),
  });
}

/** Waits that are a queue for a place, as `takePlace` names them; a retry's wait is none. */
const QUEUES: ReadonlySet<string> = new Set(['rate limit', 'minute limit']);

/** Whether it rests, or did and waits for a probe, which this attempt is not. */
function hasOpened({ current }: CallState, world: World): boolean {
  if (current === undefined) return false;
  const { deployment, isProbe } = current;
  return isResting(deployment, world) || (!isProbe && isHalfOpen(deployment, world));
}

/** Who waited for a place of the deployment does not take it once another call has opened it. */
function openedMeanwhile(deployment: Deployment, world: World): ChatError {
  const { id } = deployment;
  const retryAfterMs = Math.ceil(returnsAt(deployment, world) - world.nowMs);
  return new ChatError(
    'circuit_open',
    `${id} began to rest while the call waited for a place; it returns in ${retryAfterMs} ms. Call again then, or add a deployment.`,
    { deployment: id, retryAfterMs, reason: restingAfter(deployment, world) },
  );
}

/** The same object where nothing is changed, as mostly. */
function merged(usual: Timeouts, ...changes: readonly (TimeoutOptions | undefined)[]): Timeouts {
  return changes.every((change) => change === undefined)
    ? usual
    : Object.assign({}, usual, ...changes);
}

function sampleServed(
  { traffic }: Shared,
  { id }: Deployment,
  { last }: Recorded,
  { kind, nowMs }: Pick<World, 'kind' | 'nowMs'>,
): void {
  if (last === undefined) return;
  // Of a stream that was held the end says nothing: what counts is when its first token came.
  const firstTokenMs = kind === 'stream' ? last.firstTokenMs : undefined;
  traffic.sample(id, kind, firstTokenMs ?? nowMs - last.startedAtMs, nowMs);
}

/** A fault that counts is charged with the whole time limit, so that failing fast is not being fast. */
function sampleFailed(
  { traffic }: Shared,
  { id }: Deployment,
  { last }: Recorded,
  { world: { kind, nowMs }, ms }: { readonly world: World; readonly ms: number },
): void {
  if (last?.code !== undefined && VERDICTS[last.code].cools === 'count') {
    traffic.sample(id, kind, ms, nowMs);
  }
}
