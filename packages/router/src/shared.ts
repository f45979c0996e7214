import type { Policy, RouterState, TimeoutOptions } from '@scillm/core';
import type { RequestNeeds } from './core/request-needs.ts';
import type { RouteTable } from './core/route-table.ts';
import type { Deployment } from './deployment.ts';
import type { Hedging } from './hedging.ts';
import type { Traffic } from './traffic/traffic.ts';

/** What all calls of one router share. */
export interface Shared {
  readonly table: RouteTable;
  readonly state: RouterState;
  readonly traffic: Traffic;
  readonly hedging: Hedging | undefined;
  readonly timeouts: TimeoutOptions | undefined;
  /** What stands around an attempt on a deployment, outermost first. */
  policy(deployment: Deployment, needs: () => RequestNeeds): Policy;
}
