import {
  type CallContext,
  type CallOptions,
  type ChatChunk,
  ChatError,
  type ChatRequest,
  type ChatResponse,
  type ChatTransport,
  compose,
  createContext,
  type Settings,
  withPolicy,
} from '@scillm/core';
import { retry, tenacious, timeout } from '@scillm/router';
import { type Ask, askInTurn, type ModelEntry } from './ask-in-turn.ts';
import { type CallPlace, callTarget } from './environment/call-target.ts';
import { poolRate } from './environment/shared-states.ts';
import { sharedTransport } from './environment/shared-transports.ts';

/** A request whose model may come from `SCILLM_DEFAULT_MODEL` or the base's pin. */
export type CompletionRequest = Omit<ChatRequest, 'model'> & { readonly model?: string };

/** Options of {@link completion}: those of a call, and where to send it. */
export interface CompletionOptions extends CallOptions, CallPlace {
  /**
   * Models asked in turn until one answers, as by `firstSuccess`; the request's model is not asked.
   * Each entry says where it is, so the call may not.
   *
   * @default none
   */
  readonly modelList?: readonly ModelEntry[];
}

/**
 * One answer of one deployment, retried by the settings, without fallback. A model `chutes/<id>`
 * goes to the first Chutes base, any other to `provider` or `baseUrl`, else to the first base of the
 * environment.
 */
export function completion(
  request: CompletionRequest,
  options: CompletionOptions = {},
): Promise<ChatResponse> {
  return carry(request, options, (transport, body, context) => transport.complete(body, context));
}

/** The same, piece by piece. */
export function completionStream(
  request: CompletionRequest,
  options: CompletionOptions = {},
): Promise<AsyncIterable<ChatChunk>> {
  return carry(request, options, (transport, body, context) => transport.stream(body, context));
}

async function carry<T>(
  request: CompletionRequest,
  options: CompletionOptions,
  ask: Ask<T>,
): Promise<T> {
  const { modelList, provider, baseUrl, apiKey, authStyle, ...call } = options;
  if (modelList !== undefined) {
    checkNoPlace({ provider, baseUrl, apiKey, authStyle });
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
  place: CallPlace,
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
  return { transport: withPolicy(transport, policy), body: { ...request, model }, context };
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
