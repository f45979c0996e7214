import {
  type CallContext,
  type CallEvent,
  type CallOptions,
  ChatError,
  createContext,
  forkContext,
  readSettings,
  type Settings,
} from '@scillm/core';
import { createRouteTable, type RouteTable } from './core/route-table.ts';
import type { CallLimits } from './core/world.ts';
import { createHealthBook } from './health-book.ts';
import { type Ask, performCall, type Shared } from './perform-call.ts';
import { timeout } from './policy/timeout.ts';
import type { Router } from './router.ts';
import type { RouterOptions } from './router-options.ts';

/**
 * A router over named routes. Deployments are asked in order; a failure of a backend goes on to the
 * next, a 429 rests a deployment, and every try is in `response.scillm.attempts`. Throws
 * `invalid_config` for routes or options that cannot be.
 */
export function createRouter(options: RouterOptions): Router {
  const { settings = readSettings() } = options;
  checkNumbers(options);
  const table = createRouteTable(options);
  const shared: Shared = {
    table,
    health: createHealthBook(),
    timeouts: options.timeouts ?? {},
    policy: timeout(),
  };

  const run = async <T>(
    request: Parameters<Ask<T>>[1],
    given: CallOptions | CallContext | undefined,
    ask: Ask<T>,
  ): Promise<T> => {
    const context = contextOf(given, options, settings);
    if (table.candidates(request.model) === undefined) throw noRoute(request.model, table);
    return performCall(shared, limitsOf(context, options), request, context, ask);
  };

  return {
    id: 'router',
    routes: table.names,
    complete: (request, given) =>
      run(request, given, (transport, body, context) => transport.complete(body, context)),
    stream: (request, given) =>
      run(request, given, (transport, body, context) => transport.stream(body, context)),
  };
}

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
  { options: call, settings, avoid }: CallContext,
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
  };
}

function noRoute(model: string, { names }: RouteTable): ChatError {
  return new ChatError('no_route', `No route named ${model}. Known routes: ${names.join(', ')}.`);
}

function checkNumbers({ maxAttempts, maxHops, retry, timeouts, cooldown }: RouterOptions): void {
  checkAtLeast(1, { maxAttempts, maxHops });
  checkAtLeast(0, { ...retry, ...timeouts, ...cooldown });
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
