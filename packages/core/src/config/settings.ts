import type { Timeouts } from '../call/timeout-options.ts';
import type { Secret } from '../secret/secret.ts';
import type { ModelCaps } from './model-caps.ts';

/** Where a setting came from. */
export type SettingSource = 'call' | 'option' | `env:${string}` | 'default';

/** One effective setting, as `scillm doctor` prints it. Never holds a secret. */
export interface SettingRow {
  /** The first of the variable's names. */
  readonly name: string;
  /** The value as text; a secret reads `[secret]` and its fingerprint; `unset` where there is none. */
  readonly value: string;
  readonly source: SettingSource;
  /** What the setting does. */
  readonly effect: string;
  /** Something odd that the user should know, such as two names that disagree. */
  readonly note?: string;
  /** Why the value is refused and what to write instead; whoever reads the setting gets this error. */
  readonly problem?: string;
}

/** What a base is asked for. */
export type ModelKind = 'text' | 'vlm' | 'tools';

/** One OpenAI-compatible service named by the environment. */
export interface BaseSetting {
  /** `chutes`, `chutes-2`, `base`, `base-3`: first part of its deployments' ids. */
  readonly id: string;
  /** The preset row it uses. */
  readonly preset: 'chutes' | 'compatible';
  readonly baseUrl: string;
  /** Absent where the service needs none. */
  readonly apiKey?: Secret;
  /** The variable to change when the key is refused. */
  readonly keyVariable: string;
  /** Models to prefer, by kind: the pin, then its alternates. */
  readonly pins: { readonly [Kind in ModelKind]: readonly string[] };
}

/** How utilisation is read. */
export interface UtilisationSettings {
  /** How long a listing and a sample count as fresh. */
  readonly ttlMs: number;
  /** From here on a model counts as busy. */
  readonly high: number;
  /** Up to here it counts as idle again. */
  readonly low: number;
  /** Samples in a row that it takes. */
  readonly samples: number;
}

/** Proxies for outgoing HTTP. */
export interface ProxySettings {
  /** For `http:` URLs. */
  readonly http?: string;
  /** For `https:` URLs. */
  readonly https?: string;
  /** Hosts asked directly: names, `.suffixes`, `host:port`, or `*`. */
  readonly direct: readonly string[];
}

/**
 * The settings in force. Each is read and checked on first use; a bad one throws `invalid_config`
 * that names the variable and the fix.
 */
export interface Settings {
  readonly maxRetries: number;
  readonly retryAfterMs: number;
  readonly timeouts: Timeouts;
  readonly deadlineMs: number;
  readonly maxAttempts: number;
  readonly maxRetryAfterMs: number;
  readonly canonicalizeAuth: boolean;
  /** Cooldown of a `rate_limit` that names no wait; `undefined`: the built-in lengths. */
  readonly cooldown429Ms: number | undefined;
  /** Starts of calls per second in each quota pool; 0 is no limit. */
  readonly rateLimitPerSecond: number;
  /** Places of JSON answers where empty or blank text becomes `null`. */
  readonly requireNonemptyKeys: readonly string[];
  /** Whether the facade may start the simulator when nothing else is set. */
  readonly simulator: boolean;
  /** The model of a call that names none. */
  readonly defaultModel: string | undefined;
  /** What the user says of models, by id; beats their listing. */
  readonly modelCaps: ModelCaps;
  readonly utilisation: UtilisationSettings;
  /** Whether direct calls are retried until {@link maxWallTimeMs} is over. */
  readonly tenacious: boolean;
  readonly maxWallTimeMs: number;
  readonly bases: readonly BaseSetting[];
  readonly proxies: ProxySettings;
  /** Every setting with its origin, the ones at their default too; a refused one says why. */
  explain(): readonly SettingRow[];
}
