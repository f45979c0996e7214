import type { ErrorPattern } from '@scillm/core';

/** What is known of one OpenAI-compatible service. A service that differs only here is a row. */
export interface Preset {
  /** Provider id in attempts, `servedModel` and `provider_options`. */
  readonly id: string;
  /** Base URL; absent where every user has their own. */
  readonly baseUrl?: string;
  /** The variable that holds its key; absent where none is needed. */
  readonly keyVariable?: string;
  /** Whether it answers nobody without a key. @default false */
  readonly needsKey?: boolean;
  /** How the key goes out. @default 'bearer' */
  readonly authStyle?: 'bearer' | 'x-api-key' | 'none';
  /** Whether `stream_options: { include_usage: true }` is understood. @default true */
  readonly streamUsage?: boolean;
  /** Whether an `Idempotency-Key` header is sent. @default true */
  readonly idempotencyKey?: boolean;
  /** Sentences by which it says what others say by code. Tried before the common ones. @default [] */
  readonly patterns?: readonly ErrorPattern[];
  /** Sentences that hold a wait; group 1 is seconds. @default [] */
  readonly retryAfterPatterns?: readonly RegExp[];
  /** Where it says how busy its models are, below the base or at the origin. @default nowhere */
  readonly utilisationPath?: string;
  /** How many tokens a price of its listing (`pricing`, US dollars) is for. @default unknown */
  readonly pricedTokens?: number;
}
