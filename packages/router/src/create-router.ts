import {
  type CallContext,
  type CallEvent,
  type CallOptions,
  ChatError,
  type ChatRequest,
  type ChatResponse,
  createContext,
  forkContext,
  readSettings,
  type Settings,
  streamRules,
  systemClock,
} from '@scillm/core';
import { explainCall } from './core/explain-call.ts';
import { createRouteTable, type RouteTable } from './core/route-table.ts';
import type { CallLimits } from './core/world.ts';
import { createDeploymentPolicies } from './deployment-policies.ts';
import { createHedging } from './hedging.ts';
import type { Ask } from './perform-attempt.ts';
import { performCall, worldOf } from './perform-call.ts';
import { performStream } from './perform-stream.ts';
import type { Router } from './router.ts';
import type { RouterOptions } from './router-options.ts';
import type { Shared } from './shared.ts';
import { createMemoryState } from './state/create-memory-state.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { createTraffic } from './traffic/traffic.ts';

/**
 * A router over named routes. Deployments are asked in the order of the strategy; a failure of a
 * backend goes on to the next, a 429 rests a deployment, and every try is in
 * `response.scillm.attempts`. Throws `invalid_config` for routes or options that cannot be.
 */
export function createRouter(options: RouterOptions): Router {
  const { settings = readSettings() } = options;
  checkNumbers(options);
  const table = createRouteTable(options);
  const state = options.state ?? createMemoryState();
  const traffic = createTraffic();
  const policy = createDeploymentPolicies({
    state,
    traffic,
    rateLimit: options.rateLimit ?? { perSecond: settings.rateLimitPerSecond },
    bulkhead: options.bulkhead,
  });
  const hedging = options.hedge === undefined ? undefined : createHedging(options.hedge, traffic);
  const { timeouts } = options;
  const shared: Shared = { table, state, traffic, policy, hedging, timeouts };

  let isClosed = false;
  /** What a call begins with. Throws for one that cannot be. */
  const begin = (request: ChatRequest, given: CallOptions | CallContext | undefined) => {
    checkRequest(request);
    if (isClosed)
      throw new ChatError('invalid_config', 'The router is closed. Create another one.');
    const context = contextOf(given, options, settings);
    if (table.candidates(request.model) === undefined) throw noRoute(request.model, table);
    return { request, context, limits: limitsOf(context, options) };
  };

  const explain: Router['explain'] = (request, given) => {
    const context = contextOf(given, options, settings);
    if (table.candidates(request.model) === undefined) throw noRoute(request.model, table);
    const limits = limitsOf(context, options);
    const world = worldOf(shared, { kind: 'complete', request, context, limits })();
    return {
      ...explainCall(request.model, world),
      timeouts: { ...context.timeouts, ...timeouts },
      attempts: context.attempts.max - context.attempts.used,
    };
  };

  return {
    id: 'router',
    routes: table.names,
    async complete(request, given) {
      const call = { ...begin(request, given), kind: 'complete', ask: askWhole } as const;
      return (await performCall(shared, call)).answer;
    },
    async stream(request, given) {
      const call = begin(request, given);
      return performStream(shared, { ...call, rules: streamRules(call.context.options, options) });
    },
    explain,
    snapshot: () => takeSnapshot(shared, (options.clock ?? systemClock).now()),
    close() {
      isClosed = true;
    },
  };
}

const askWhole: Ask<ChatResponse> = (transport, body, context) => transport.complete(body, context);

function contextOf(
  given: CallOptions | CallContext = {},
  options: RouterOptions,
  settings: Settings,
): CallContext {
  const { maxAttempts, onEvent, clock } = options;
  const told = bothTold(onEvent, given.onEvent);
  if ('trail' in given) return forkContext(given, told);
  const call = { ...(maxAttempts === undefined ? {} : { maxAttempts }), ...given, ...told };
  return createContext(call, { settings, ...(clock === undefined ? {} : { clock }) });
}

type Listener = (event: CallEvent) => void;

function bothTold(
  ours: Listener | undefined,
  theirs: Listener | undefined,
): { onEvent?: Listener } {
  if (ours === undefined) return {};
  if (theirs === undefined) return { onEvent: ours };
  return {
    onEvent(event) {
      ours(event);
      theirs(event);
    },
  };
}

function limitsOf(
  { options: call, settings, avoid, plan }: CallContext,
  options: RouterOptions,
): CallLimits {
  const { retry = {}, cooldown = {}, maxHops = 5, whenAllCooled = 'wait' } = options;
  return {
    callMaxRetries: call.maxRetries,
    maxRetries: retry.maxRetries ?? settings.maxRetries,
    retryAfterMs: call.retryAfterMs ?? retry.retryAfterMs ?? settings.retryAfterMs,
    maxRetryAfterMs: call.maxRetryAfterMs ?? retry.maxRetryAfterMs ?? settings.maxRetryAfterMs,
    rateLimitMs: cooldown.rateLimitMs ?? settings.cooldown429Ms,
    maxHops,
    whenAllCooled,
    avoid,
    reask: plan.kind === 'reask' ? { deployment: plan.deployment } : undefined,
  };
}

/** A request that is none is the caller's fault, and said to be. */
function checkRequest(request: ChatRequest): void {
  const { messages } = (request ?? {}) as { readonly messages?: unknown };
  const isWhole =
    Array.isArray(messages) && messages.every((one) => typeof one === 'object' && one !== null);
  if (isWhole) return;
  throw new ChatError(
    'invalid_request',
    'The request has no list of messages. Pass messages: [{ role: "user", content: "…" }].',
  );
}

function noRoute(model: string, { names }: RouteTable): ChatError {
  return new ChatError('no_route', `No route named ${model}. Known routes: ${names.join(', ')}.`);
}

function checkNumbers(options: RouterOptions): void {
  const { maxAttempts, maxHops, retry, timeouts, cooldown, rateLimit, bulkhead } = options;
  const { afterMs, ...hedge } = options.hedge ?? {};
  checkAtLeast(1, { maxAttempts, maxHops, burst: rateLimit?.burst, limit: bulkhead?.limit });
  checkAtLeast(0, { ...retry, ...timeouts, ...cooldown, perSecond: rateLimit?.perSecond });
  checkAtLeast(0, { ...hedge, tools: undefined, queue: bulkhead?.queue });
  if (afterMs !== 'p95') checkAtLeast(0, { afterMs });
}

function checkAtLeast(lowest: number, options: { readonly [name: string]: unknown }): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || (typeof value === 'number' && value >= lowest)) continue;
    throw new ChatError(
      'invalid_config',
      `${name} is ${String(value)}. Use a number >= ${lowest}.`,
    );
  }
}
