import type { ModelKind } from '@scillm/core';
import type { RouterOptions } from '@scillm/router';

/** What is wanted of the models of the environment, and of the router over them. */
export interface AutoRouterOptions {
  /**
   * What the models are wanted for: text, images in the input, or tools.
   *
   * @default 'text'
   */
  readonly kind?: ModelKind;
  /**
   * Whether answers must be JSON: excludes models known not to give it, and sets
   * `response_format: json_object` where a request has none.
   *
   * @default false
   */
  readonly requireJson?: boolean;
  /** Whether models must take tools. @default false */
  readonly requireTools?: boolean;
  /** Bases asked, in their order. @default 5 */
  readonly maxBases?: number;
  /** Models taken of each base. @default 2 */
  readonly maxCandidatesPerBase?: number;
  /**
   * How long what a base says of its models counts as fresh. After that the router ranks them anew in
   * the background, while calls go on.
   *
   * @default SCILLM_UTIL_TTL_S, 45000
   */
  readonly ttlMs?: number;
  /** Passed on to the router. @default {} */
  readonly routerOptions?: Omit<RouterOptions, 'routes' | 'settings'>;
  /** Ends the discovery. */
  readonly signal?: AbortSignal;
}
