import type { ChatRequest, ChatTransport, TimeoutOptions } from '@scillm/core';

/** One transport and the model name used there: what a router can ask. */
export interface Deployment {
  /** Names it in trails, errors and `servedBy`. Unique within a router. */
  readonly id: string;
  readonly transport: ChatTransport;
  /** The model as the transport names it. */
  readonly model: string;
  /**
   * Its tier: lower ones are asked first, equal ones are siblings.
   *
   * @default the position in the list: a primary, then its fallbacks
   */
  readonly order?: number;
  /**
   * Fields changed for this deployment: a value sets, `null` removes, an absent one keeps.
   *
   * @default {}
   */
  readonly override?: RequestOverride;
  /** Time limits of its attempts. @default the router's */
  readonly timeouts?: TimeoutOptions;
  /** Retries on it before the next one is asked. @default the router's */
  readonly maxRetries?: number;
}

/** Changes to a request: a value sets a field, `null` removes it, an absent one keeps it. */
export type RequestOverride = { readonly [Field in keyof ChatRequest]?: ChatRequest[Field] | null };
