import { createHash } from 'node:crypto';
import type { BaseSetting, Secret, Settings } from '@scillm/core';
import { createHttpClient, type HttpClient } from '@scillm/core/http';
import {
  type CompatibleOptions,
  type CompatibleTransport,
  createCompatible,
} from '@scillm/providers-compatible';
import { requireNonemptyKeys } from '@scillm/strict-json';

/** What decides which transport serves a call. */
export type TransportChoice = Pick<
  CompatibleOptions,
  'preset' | 'baseUrl' | 'apiKey' | 'authStyle' | 'id' | 'keyVariable'
>;

const MOST_KEPT = 64;

// The facade's functions have no object to keep connections in, and a connection or a learnt header
// style that lived for one call would be dialled or learnt again for the next. So they exist once
// per process, like the machine's clock.
const transports = new Map<string, CompatibleTransport>();
let client: HttpClient | undefined;

/** The transport for a base and key: the same one for the same choice, over shared connections. */
export function sharedTransport(choice: TransportChoice, settings: Settings): CompatibleTransport {
  const { apiKey, ...rest } = choice;
  const { canonicalizeAuth, proxies, requireNonemptyKeys: keys } = settings;
  const name = JSON.stringify([rest, digest(apiKey), canonicalizeAuth, keys]);
  const known = transports.get(name);
  if (known !== undefined) return known;
  client ??= createHttpClient({ proxies });
  const bare = createCompatible({ ...choice, canonicalizeAuth, settings, http: client });
  const transport = { ...bare, ...requireNonemptyKeys(bare, keys) };
  const [oldest] = transports.keys();
  if (transports.size >= MOST_KEPT && oldest !== undefined) transports.delete(oldest);
  transports.set(name, transport);
  return transport;
}

/** How the transport of a base is chosen. */
export function choiceOf({
  id,
  preset,
  baseUrl,
  apiKey,
  keyVariable,
}: BaseSetting): TransportChoice {
  return { id, preset, baseUrl, keyVariable, ...(apiKey === undefined ? {} : { apiKey }) };
}

/** The transport of a base. */
export function transportOf(base: BaseSetting, settings: Settings): CompatibleTransport {
  return sharedTransport(choiceOf(base), settings);
}

function digest(key: string | Secret | undefined): string {
  if (key === undefined) return '';
  return createHash('sha256')
    .update(typeof key === 'string' ? key : key.reveal())
    .digest('hex');
}
