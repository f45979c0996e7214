import type { FaultActions } from '../faults/fault-actions.ts';
import type { JsonObject } from '../wire/json-object.ts';
import type { Problem } from '../wire/problem.ts';
import type { Reply } from '../wire/reply.ts';
import type { CatalogueModel } from './catalogue-model.ts';
import type { SurfaceName } from './surface-name.ts';

/** A header that can carry a key. */
export type KeyHeader = 'bearer' | 'x-api-key';

/** One simulated service. Adding a service is adding one of these to the surface table. */
export interface Surface {
  /** What it is called in `base(…)`, in fault rules and in the log. */
  readonly name: SurfaceName;
  /** The path that `base(…)` ends in. */
  readonly basePath: string;
  /** The headers it takes a key from. */
  readonly accepts: readonly KeyHeader[];
  /** The models its list shows. */
  readonly catalogue: readonly CatalogueModel[];
  /** Tells whether it answers for a model; otherwise the request gets a 404. */
  serves(model: string): boolean;
  /** The share of a model's capacity in use, from 0 to 1. */
  utilization(model: CatalogueModel): number;
  /** Gives a refusal the body its service would send. */
  errorBody(problem: Problem): JsonObject;
  /** Its routes, by path. */
  readonly routes: ReadonlyMap<string, Route>;
  /** The environment variables that point a client at it. */
  variables(base: string, key: string): Readonly<Record<string, string>>;
}

/** One path of a surface. */
export interface Route {
  /** The only method it takes; another one gets a 405. */
  readonly method: 'GET' | 'POST';
  /** Answers. Pure: it reads the call and returns what to send, or why not. */
  answer(call: Call): Reply | Problem;
}

/** One request that passed the authorization check, as a route sees it. */
export interface Call {
  /** The surface that was asked. */
  readonly surface: Surface;
  /** The simulator's seed. */
  readonly seed: number;
  /** The parsed body; empty for a GET. */
  readonly body: JsonObject;
  /** What the fault script does to this request. */
  readonly actions: FaultActions;
  /** What the fault script does to one row of a list: the words `unlisted` and `utilization`. */
  rowActions(model: string): FaultActions;
}
