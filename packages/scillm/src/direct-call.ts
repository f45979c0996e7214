import {
  type CallContext,
  type CallOptions,
  ChatError,
  type ChatRequest,
  type ChatTransport,
  compose,
  createContext,
  type Settings,
} from '@scillm/core';
import { retry, tenacious, timeout } from '@scillm/router';
import { type Ask, askInTurn } from './ask-in-turn.ts';
import type { CompletionOptions, CompletionRequest } from './completion-options.ts';
import { directTransport } from './direct-transport.ts';
import { callTarget, type NamedPlace } from './environment/call-target.ts';
import { poolRate } from './environment/shared-states.ts';
import { sharedTransport } from './environment/shared-transports.ts';

/** Options of {@link directCall}. */
export type DirectCallOptions = CompletionOptions & NamedPlace;

/** Asks one deployment under the policies of the settings, or a list in turn. */
export async function directCall<T>(
  request: CompletionRequest,
  options: DirectCallOptions,
  ask: Ask<T>,
): Promise<T> {
  const { modelList, provider, baseUrl, apiKey, keyVariable, authStyle, ...call } = options;
  if (modelList !== undefined) {
    checkNoPlace({ provider, baseUrl, apiKey, keyVariable, authStyle });
    const { model: _, ...body } = request;
    return askInTurn(modelList, body, call, ask);
  }
  const { transport, body, context } = await target(request, options, call);
  return ask(transport, body, context);
}

interface Target {
  readonly transport: ChatTransport;
  readonly body: ChatRequest;
  readonly context: CallContext;
}

async function target(
  request: CompletionRequest,
  place: NamedPlace,
  call: CallOptions,
): Promise<Target> {
  const { choice, model, settings } = await callTarget(request.model, place);
  const isTenacious = call.tenacious ?? (call.maxRetries === undefined && settings.tenacious);
  const context = createContext(isTenacious ? unbounded(call, settings) : call, { settings });
  if (model === undefined) throw noModel();
  const transport = sharedTransport(choice, settings);
  const policy = compose(
    isTenacious ? tenacious({ maxWallTimeMs: settings.maxWallTimeMs }) : retry(),
    ...poolRate(settings, transport.pool),
    timeout(),
  );
  return { transport: directTransport(transport, policy), body: { ...request, model }, context };
}

/** The wall time is the only bound of a tenacious call that names no other. */
function unbounded(call: CallOptions, { maxWallTimeMs }: Settings): CallOptions {
  return { deadlineMs: maxWallTimeMs, maxAttempts: Number.POSITIVE_INFINITY, ...call };
}

function checkNoPlace(place: { readonly [option: string]: unknown }): void {
  const named = Object.keys(place).filter((option) => place[option] !== undefined);
  if (named.length === 0) return;
  throw new ChatError(
    'invalid_config',
    `modelList and ${named.join(', ')} do not go together. Name it in each entry of modelList.`,
  );
}

function noModel(): ChatError {
  return new ChatError(
    'invalid_config',
    'The request names no model. Name one, or set SCILLM_DEFAULT_MODEL or CHUTES_TEXT_MODEL.',
  );
}
