import { compose, type Policy, type RouterState } from '@scillm/core';
import { poolOf } from './core/pool.ts';
import type { RequestNeeds } from './core/request-needs.ts';
import type { Deployment } from './deployment.ts';
import { type BulkheadOptions, bulkhead } from './policy/bulkhead.ts';
import { minuteLimit } from './policy/minute-limit.ts';
import { rateLimit } from './policy/rate-limit.ts';
import { timeout } from './policy/timeout.ts';
import type { Traffic } from './traffic/traffic.ts';

/** What the policies of a router's deployments are made from. */
export interface DeploymentPoliciesOptions {
  readonly state: RouterState;
  readonly traffic: Traffic;
  readonly rateLimit: { readonly perSecond: number; readonly burst?: number };
  readonly bulkhead: BulkheadOptions | undefined;
}

/**
 * What stands around an attempt: the pool's and the deployment's bulkhead, limits per minute, the
 * pool's rate limit, then the attempt's own time limit. Each is made once; what does not apply is
 * left out.
 */
export function createDeploymentPolicies(
  options: DeploymentPoliciesOptions,
): (deployment: Deployment, needs: () => RequestNeeds) => Policy {
  const { state, traffic } = options;
  const timed = timeout();
  const pools = new Map<string, readonly Policy[]>();
  const known = new Map<string, Policy>();

  const ofPool = (pool: string): readonly Policy[] => {
    const made = pools.get(pool) ?? [
      ...(options.bulkhead === undefined ? [] : [bulkhead(options.bulkhead)]),
    ];
    pools.set(pool, made);
    return made;
  };

  const spaced = (pool: string): readonly Policy[] => {
    const { perSecond, burst = 1 } = options.rateLimit;
    return perSecond === 0 ? [] : [rateLimit({ perSecond, burst, bucket: pool, state })];
  };

  const fixed = (deployment: Deployment): Policy => {
    const { id, limits } = deployment;
    const made = known.get(id);
    if (made !== undefined) return made;
    const pool = poolOf(deployment);
    const { maxConcurrent } = limits ?? {};
    const own = maxConcurrent === undefined ? [] : [bulkhead({ limit: maxConcurrent })];
    const parts = [...ofPool(pool), ...own, ...spaced(pool), timed];
    const policy = parts.length === 1 ? timed : compose(...parts);
    known.set(id, policy);
    return policy;
  };

  return (deployment, needs) => {
    const { id, limits } = deployment;
    const { rpm, tpm } = limits ?? {};
    if (rpm === undefined && tpm === undefined) return fixed(deployment);
    const { input, output } = needs().tokens;
    const perMinute = {
      minute: traffic.minute(id),
      tokens: input + output,
      ...(rpm === undefined ? {} : { rpm }),
      ...(tpm === undefined ? {} : { tpm }),
    };
    return compose(minuteLimit(perMinute), fixed(deployment));
  };
}
