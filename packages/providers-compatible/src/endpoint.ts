import { createHash } from 'node:crypto';
import type { Secret } from '@scillm/core';
import type { HttpClient } from '@scillm/core/http';
import type { Preset } from './preset.ts';

/** One base as it is asked: where it is, whose key, what is known of it. */
export interface Endpoint {
  /** Id of the transport. */
  readonly id: string;
  readonly preset: Preset;
  /** Origin and path in the one normal form. */
  readonly baseUrl: string;
  readonly origin: string;
  /** The base's path, without a slash at its end. */
  readonly path: string;
  readonly key: Secret | undefined;
  readonly keyVariable: string | undefined;
  /** Further headers, names and values in turn. */
  readonly headers: readonly string[];
  readonly pool: string;
  readonly allowEmpty: boolean;
  readonly http: HttpClient;
}

/**
 * The quota pool of a base and key: deployments that share both share limits. It is a hash over
 * both, so it tells nothing of the key, not even its fingerprint.
 */
export function quotaPool(provider: string, baseUrl: string, key: Secret | undefined): string {
  const hash = createHash('sha256')
    .update(`${baseUrl}\n${key?.reveal() ?? ''}`)
    .digest('hex');
  return `${provider}#${hash.slice(0, 6)}`;
}
