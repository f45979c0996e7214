import type { ChatError } from '@scillm/core';
import type { Deployment } from '../deployment.ts';
import type { ChainKind, Hop } from './route-table.ts';

/** What one call has been through; every decision gives the next one. */
export interface CallState {
  /** Routes entered, in order, some of them again; the last is the one in use. */
  readonly hops: readonly Hop[];
  /** Routes still to enter, as the chain in use names them. */
  readonly ahead: readonly Hop[];
  /** Whether the rest of the route in use may be asked: not after a failure that only a special chain takes. */
  readonly isRouteOpen: boolean;
  /** The window that was too small: the rest of the route counts only where it is known to be larger. */
  readonly windowAbove?: number;
  /** Which chain the call is in. A special chain never goes on into the generic one. */
  readonly chain: ChainKind;
  /** Ids of the deployments asked, in order. */
  readonly asked: readonly string[];
  /** The last error of each deployment, in the order they were first asked. */
  readonly failures: readonly Failure[];
  /** The deployment in use. */
  readonly current: CurrentDeployment | undefined;
  /** The waits just before the next attempt, for its record. */
  readonly waitedMs: number;
}

/** A deployment that failed, and how it did last. */
export interface Failure {
  readonly deployment: string;
  readonly error: ChatError;
}

/** The deployment a call is at. */
export interface CurrentDeployment {
  readonly deployment: Deployment;
  readonly retries: number;
  /** How often it had opened when the attempt began, and its pool. */
  readonly openings: number;
  readonly poolOpenings: number;
  /** Whether its attempt was the one probe of a half-open deployment. */
  readonly isProbe: boolean;
  /** Whether the wait under way is the one before its next retry. */
  readonly isRetrying: boolean;
  /** When it may be asked once more, should nobody else be left; absent if it may not. */
  readonly returnsAtMs?: number;
}

/** A call of a route that has not asked anybody. */
export function beginCall(route: string): CallState {
  const hops = [{ route, override: {} }];
  return {
    hops,
    ahead: [],
    isRouteOpen: true,
    chain: 'generic',
    asked: [],
    failures: [],
    // Here from the start: to add a field to a copy costs V8 more than the copy.
    current: undefined,
    waitedMs: 0,
  };
}
