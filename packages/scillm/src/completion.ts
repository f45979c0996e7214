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
  readSettings,
  type Secret,
  type Settings,
  withPolicy,
} from '@scillm/core';
import { retry, timeout } from '@scillm/router';
import { choiceOf } from './discovery/discover-models.ts';
import { sharedTransport, type TransportChoice } from './environment/shared-transports.ts';
import { usableSettings } from './environment/usable-settings.ts';

/** A request whose model may come from `SCILLM_DEFAULT_MODEL` or the base's pin. */
export type CompletionRequest = Omit<ChatRequest, 'model'> & { readonly model?: string };

/** Options of {@link completion}: those of a call, and where to send it. */
export interface CompletionOptions extends CallOptions {
  /** Any OpenAI-compatible base. @default the first base of the environment */
  readonly baseUrl?: string;
  /** The key of `baseUrl`. @default none */
  readonly apiKey?: string | Secret;
  /** The header that carries the key. @default 'bearer' */
  readonly authStyle?: 'bearer' | 'x-api-key' | 'none';
}

/**
 * One answer of one deployment, retried by the settings, without fallback. A model `chutes/<id>`
 * goes to the first Chutes base, any other to `baseUrl`, else to the first base of the environment.
 */
export async function completion(
  request: CompletionRequest,
  options: CompletionOptions = {},
): Promise<ChatResponse> {
  const { transport, body, context } = await target(request, options);
  return transport.complete(body, context);
}

/** The same, piece by piece. */
export async function completionStream(
  request: CompletionRequest,
  options: CompletionOptions = {},
): Promise<AsyncIterable<ChatChunk>> {
  const { transport, body, context } = await target(request, options);
  return transport.stream(body, context);
}

interface Target {
  readonly transport: ChatTransport;
  readonly body: ChatRequest;
  readonly context: CallContext;
}

async function target(request: CompletionRequest, options: CompletionOptions): Promise<Target> {
  const { baseUrl, apiKey, authStyle, ...call } = options;
  const settings = baseUrl === undefined ? await usableSettings() : readSettings();
  const context = createContext(call, { settings });
  const wanted = request.model ?? settings.defaultModel;
  const { choice, model } =
    baseUrl === undefined
      ? inEnvironment(wanted, settings)
      : { choice: { baseUrl, ...given({ apiKey, authStyle }) }, model: wanted };
  if (model === undefined) throw noModel();
  const transport = withPolicy(sharedTransport(choice, settings), compose(retry(), timeout()));
  return { transport, body: { ...request, model }, context };
}

type Given = Pick<CompletionOptions, 'apiKey' | 'authStyle'>;

function given({ apiKey, authStyle }: { [Key in keyof Given]: Given[Key] | undefined }): Given {
  return {
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(authStyle === undefined ? {} : { authStyle }),
  };
}

const CHUTES = 'chutes/';

/** The base a model name belongs to, and the model as that base knows it. */
function inEnvironment(
  wanted: string | undefined,
  { bases }: Settings,
): { readonly choice: TransportChoice; readonly model: string | undefined } {
  const isChutes = wanted?.startsWith(CHUTES) === true;
  const base = isChutes ? bases.find(({ preset }) => preset === 'chutes') : bases[0];
  if (base === undefined) {
    const message = `${wanted} names a Chutes model and no Chutes base is set. Set CHUTES_API_KEY.`;
    throw new ChatError('invalid_config', message);
  }
  const model = isChutes ? wanted.slice(CHUTES.length) : wanted;
  return { choice: choiceOf(base), model: model ?? base.pins.text[0] };
}

function noModel(): ChatError {
  return new ChatError(
    'invalid_config',
    'The request names no model. Name one, or set SCILLM_DEFAULT_MODEL or CHUTES_TEXT_MODEL.',
  );
}
