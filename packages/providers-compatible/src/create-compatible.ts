import {
  type CallContext,
  ChatError,
  type ChatTransport,
  checkKey,
  createContext,
  type ModelInfo,
  normalizeBaseUrl,
  processEnvironment,
  readSettings,
  type Secret,
  type Settings,
} from '@scillm/core';
import { createHttpClient, type HttpClient } from '@scillm/core/http';
import { createAuthMemory, type KeyStyle } from './auth-memory.ts';
import { bareTransport } from './bare-transport.ts';
import { createCanonicalAuth } from './canonical-auth.ts';
import { canonicalTransport } from './canonical-transport.ts';
import { type Endpoint, quotaPool } from './endpoint.ts';
import { listModels } from './list-models.ts';
import type { Preset } from './preset.ts';
import { PRESETS, type PresetName } from './presets.ts';
import { readUtilisation, type Utilisation } from './read-utilisation.ts';

/** Options of {@link createCompatible}. */
export interface CompatibleOptions {
  /**
   * The service, by name or as a row of your own.
   *
   * @default 'compatible'
   */
  readonly preset?: PresetName | Preset;
  /**
   * Where it is, up to and with `/v1`. A trailing slash or `/chat/completions` is dropped.
   *
   * @default the preset's
   */
  readonly baseUrl?: string;
  /**
   * The key.
   *
   * @default the preset's variable, such as CHUTES_API_KEY
   */
  readonly apiKey?: string | Secret;
  /**
   * Names the transport in errors and trails.
   *
   * @default the preset's id
   */
  readonly id?: string;
  /**
   * The header that carries the key: `Authorization: Bearer`, `x-api-key`, or none.
   *
   * @default the preset's
   */
  readonly authStyle?: 'bearer' | 'x-api-key' | 'none';
  /**
   * Whether a 401 to Bearer is tried once more with `x-api-key`, and what works is remembered.
   *
   * @default SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH
   */
  readonly canonicalizeAuth?: boolean;
  /**
   * The variable errors tell the user to check.
   *
   * @default the preset's
   */
  readonly keyVariable?: string;
  /**
   * Further headers. One that carries a key is refused.
   *
   * @default {}
   */
  readonly headers?: { readonly [name: string]: string };
  /**
   * Whether an answer that says nothing at all is an answer.
   *
   * @default false
   */
  readonly allowEmpty?: boolean;
  /**
   * The connections to use; share one client between transports to share its connections.
   *
   * @default a client of its own, through the proxies of the settings
   */
  readonly http?: HttpClient;
  /** @default the environment's */
  readonly settings?: Settings;
}

/** A transport for one OpenAI-compatible base, which can also list its models. */
export interface CompatibleTransport extends ChatTransport {
  readonly pool: string;
  /** Origin and path in the one normal form. */
  readonly baseUrl: string;
  /** What `GET {base}/models` lists; 5 s at most. Rejects with a ChatError. */
  listModels(context?: CallContext): Promise<readonly ModelInfo[]>;
  /** How busy it says its models are. Rejects with `aborted` only; anything odd counts as unknown. */
  utilisation(context?: CallContext): Promise<Utilisation>;
}

/**
 * A transport for any OpenAI-compatible base. It makes one try per call; retry and fallback are the
 * router's. Throws `invalid_config` for a missing base, a malformed key or a second auth header.
 */
export function createCompatible(options: CompatibleOptions = {}): CompatibleTransport {
  const { settings = readSettings() } = options;
  const endpoint = createEndpoint(options, settings);
  const style =
    endpoint.key === undefined
      ? 'none'
      : (options.authStyle ?? endpoint.preset.authStyle ?? 'bearer');
  const { id, keyVariable, baseUrl, pool } = endpoint;
  const isCanonical = style === 'bearer' && (options.canonicalizeAuth ?? settings.canonicalizeAuth);
  if (!isCanonical) {
    return {
      ...bareTransport(endpoint, style),
      pool,
      baseUrl,
      listModels: (context = createContext({}, { settings })) =>
        listModels(endpoint, style, context),
      utilisation: (context = createContext({}, { settings })) =>
        readUtilisation(endpoint, (operation) => operation(style, context)),
    };
  }
  const auth = createCanonicalAuth({ subject: id, keyVariable, memory: createAuthMemory() });
  const bare = (fixed: KeyStyle): ChatTransport => bareTransport(endpoint, fixed);
  return {
    ...canonicalTransport({ bearer: bare('bearer'), 'x-api-key': bare('x-api-key') }, auth),
    pool,
    baseUrl,
    listModels: (context = createContext({}, { settings })) =>
      auth((chosen, inner) => listModels(endpoint, chosen, inner), context),
    utilisation: (context = createContext({}, { settings })) =>
      readUtilisation(endpoint, (operation) => auth(operation, context)),
  };
}

function createEndpoint(options: CompatibleOptions, settings: Settings): Endpoint {
  const preset = presetOf(options.preset ?? 'compatible');
  const {
    id = preset.id,
    keyVariable = preset.keyVariable,
    headers = {},
    allowEmpty = false,
  } = options;
  const text = options.baseUrl ?? preset.baseUrl;
  if (text === undefined) {
    throw new ChatError(
      'invalid_config',
      `${id} has no baseUrl. Pass one such as http://127.0.0.1:8000/v1.`,
    );
  }
  const baseUrl = normalizeBaseUrl('baseUrl', text);
  const { origin, pathname } = new URL(baseUrl);
  const key = keyOf(options, preset);
  return {
    id,
    preset,
    baseUrl,
    origin,
    path: pathname === '/' ? '' : pathname,
    key,
    keyVariable,
    headers: checkedHeaders(headers),
    pool: quotaPool(preset.id, baseUrl, key),
    allowEmpty,
    http: options.http ?? createHttpClient({ proxies: settings.proxies }),
  };
}

function presetOf(preset: PresetName | Preset): Preset {
  if (typeof preset !== 'string') return preset;
  if (Object.hasOwn(PRESETS, preset)) return PRESETS[preset];
  const names = Object.keys(PRESETS).join(', ');
  throw new ChatError('invalid_config', `No preset named ${preset}. Known presets: ${names}.`);
}

function keyOf({ apiKey }: CompatibleOptions, { keyVariable }: Preset): Secret | undefined {
  if (typeof apiKey === 'object') return apiKey;
  if (typeof apiKey === 'string')
    return apiKey.trim() === '' ? undefined : checkKey('apiKey', apiKey.trim());
  const text = keyVariable === undefined ? undefined : processEnvironment()[keyVariable]?.trim();
  return keyVariable === undefined || !text ? undefined : checkKey(keyVariable, text);
}

function checkedHeaders(headers: { readonly [name: string]: string }): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (/^(?:authorization|x-api-key|api-key)$/i.test(name)) {
      throw new ChatError(
        'invalid_config',
        `headers holds ${name}. Pass the key as apiKey, and its style as authStyle.`,
      );
    }
    return [name, value];
  });
}
