import type { ChatRequest, ChatTransport, ModelCapabilities, TimeoutOptions } from '@scillm/core';

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
  /** Share of calls under `weighted`, and of attempts under way under `leastBusy`. @default 1 */
  readonly weight?: number;
  /**
   * The quota pool it belongs to, by your own word: deployments that share one key share its limits
   * and its rests.
   *
   * @default the transport's, which counts only once two of its deployments have failed alike
   */
  readonly pool?: string;
  /** Calls and tokens per sliding minute, and attempts under way; who comes too early waits. @default none */
  readonly limits?: DeploymentLimits;
  /** US dollars for a million tokens. @default unknown */
  readonly prices?: { readonly inputPerMTok: number; readonly outputPerMTok: number };
  /** What its model can do; a request that needs a known no is not sent there. @default unknown */
  readonly capabilities?: ModelCapabilities;
  /** Time limits of its attempts. @default the router's */
  readonly timeouts?: TimeoutOptions;
  /** Retries on it before the next one is asked. @default the router's */
  readonly maxRetries?: number;
}

/** Limits of one deployment; one that is absent does not exist. */
export interface DeploymentLimits {
  /** Calls started in any sliding minute. */
  readonly rpm?: number;
  /** Tokens of calls started in any sliding minute, input and output. */
  readonly tpm?: number;
  /** Attempts under way at the same time. */
  readonly maxConcurrent?: number;
}

/** Changes to a request: a value sets a field, `null` removes it, an absent one keeps it. */
export type RequestOverride = { readonly [Field in keyof ChatRequest]?: ChatRequest[Field] | null };
