import {
  ChatError,
  checkKey,
  processEnvironment,
  readSettings,
  type Secret,
  type Settings,
} from '@scillm/core';
import { PRESETS, type Preset, type PresetName } from '@scillm/providers-compatible';
import { choiceOf, type TransportChoice } from './shared-transports.ts';
import { usableSettings } from './usable-settings.ts';

/** Where a direct call goes. What is left out comes from the model's name and the environment. */
export interface CallPlace {
  /** The service, by the name of its preset. @default the one of the model's prefix (`chutes/`) */
  readonly provider?: PresetName;
  /** Any OpenAI-compatible base. @default the provider's, else the first base of the environment */
  readonly baseUrl?: string;
  /** The key. @default the base's or the provider's variable; none for a `baseUrl` alone */
  readonly apiKey?: string | Secret;
  /** The header that carries the key. @default the provider's */
  readonly authStyle?: 'bearer' | 'x-api-key' | 'none';
}

/** The same, for callers who know where the key comes from. */
export interface NamedPlace extends CallPlace {
  /** What errors tell the user to set. @default the base's or the provider's variable, `apiKey` for a key given */
  readonly keyVariable?: string;
}

/** Whom to ask, and for which model. */
export interface CallTarget {
  readonly choice: TransportChoice;
  /** The model as the base knows it; `undefined` where nobody names one. */
  readonly model: string | undefined;
  readonly settings: Settings;
}

/** Prefixes by which a model's name says its provider. */
const PREFIXES: readonly PresetName[] = ['chutes'];

/** Providers whose bases the environment names. */
const NUMBERED: ReadonlySet<PresetName> = new Set<PresetName>(['chutes', 'compatible']);

/**
 * Whom a direct call asks: the provider named, else the one of the model's prefix, else `baseUrl`,
 * else the first base of the environment. Rejects with `invalid_config` that says what to set.
 */
export async function callTarget(
  wanted: string | undefined,
  place: NamedPlace,
): Promise<CallTarget> {
  const named = wanted ?? readSettings().defaultModel;
  const prefix = PREFIXES.find((name) => named?.startsWith(`${name}/`));
  const provider = place.provider ?? prefix;
  if (provider !== undefined) checkProvider(provider);
  const isPrefixed = prefix !== undefined && prefix === provider;
  const model = isPrefixed ? named?.slice(prefix.length + 1) : named;
  if (place.baseUrl !== undefined) {
    return { choice: atBase(place.baseUrl, provider, place), model, settings: readSettings() };
  }
  if (provider !== undefined && !NUMBERED.has(provider)) {
    return { choice: atHome(provider, place), model, settings: readSettings() };
  }
  return inEnvironment(provider, model, place);
}

function checkProvider(provider: PresetName): void {
  if (Object.hasOwn(PRESETS, provider)) return;
  throw new ChatError(
    'invalid_config',
    `No provider named ${provider}. Known providers: ${Object.keys(PRESETS).join(', ')}.`,
  );
}

/** A key of the environment goes to a base the caller names only where the provider is named too. */
function atBase(
  baseUrl: string,
  preset: PresetName | undefined,
  place: NamedPlace,
): TransportChoice {
  const own = place.provider === undefined ? undefined : keyInEnvironment(PRESETS[place.provider]);
  const apiKey = place.apiKey ?? own ?? NO_KEY;
  const isOwn = place.apiKey === undefined && place.provider !== undefined;
  const named = preset === undefined ? {} : { preset };
  return { ...named, baseUrl, apiKey, ...variableOf(place, isOwn), ...styleOf(place) };
}

/** The variable of whose key was sent, where that is not the one the base or the provider is known by. */
function variableOf(
  { keyVariable }: NamedPlace,
  isKnown: boolean,
): Pick<TransportChoice, 'keyVariable'> {
  if (keyVariable !== undefined) return { keyVariable };
  return isKnown ? {} : { keyVariable: 'apiKey' };
}

/** Keeps a transport from looking for a key itself. */
const NO_KEY = '';

/** The provider's own base, with its own key unless another is given. */
function atHome(provider: PresetName, place: NamedPlace): TransportChoice {
  const row: Preset = PRESETS[provider];
  const apiKey = place.apiKey ?? keyInEnvironment(row);
  if (apiKey === undefined && row.needsKey === true) {
    const message = `${provider} needs a key. Set ${row.keyVariable}, or pass apiKey.`;
    throw new ChatError('invalid_config', message);
  }
  const variable = variableOf(place, place.apiKey === undefined);
  return { preset: provider, apiKey: apiKey ?? NO_KEY, ...variable, ...styleOf(place) };
}

async function inEnvironment(
  provider: PresetName | undefined,
  model: string | undefined,
  place: NamedPlace,
): Promise<CallTarget> {
  const isKeyed = provider === 'chutes' && place.apiKey !== undefined;
  const settings = isKeyed ? readSettings() : await usableSettings();
  const base = settings.bases.find(({ preset }) => provider === undefined || preset === provider);
  if (base !== undefined) {
    const key = place.apiKey === undefined ? {} : { apiKey: place.apiKey };
    const variable = variableOf(place, place.apiKey === undefined);
    const choice = { ...choiceOf(base), ...key, ...variable, ...styleOf(place) };
    return { choice, model: model ?? base.pins.text[0], settings };
  }
  if (isKeyed) return { choice: atHome(provider, place), model, settings };
  const variable = provider === 'chutes' ? 'CHUTES_API_KEY' : 'SCILLM_API_BASE';
  const message = `${model ?? 'The call'} is for a ${provider} base and none is set. Set ${variable}.`;
  throw new ChatError('invalid_config', message);
}

function styleOf({ authStyle }: CallPlace): Pick<TransportChoice, 'authStyle'> {
  return authStyle === undefined ? {} : { authStyle };
}

function keyInEnvironment({ keyVariable }: Preset): Secret | undefined {
  const text = keyVariable === undefined ? undefined : processEnvironment()[keyVariable]?.trim();
  return keyVariable === undefined || !text ? undefined : checkKey(keyVariable, text);
}
