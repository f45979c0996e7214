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

/** Policies around the place that a limit per minute has, and all of them together without it. */
interface Fixed {
  readonly outer: readonly Policy[];
  readonly inner: readonly Policy[];
  readonly all: Policy;
}

/**
 * What stands around an attempt: the pool's and the deployment's bulkhead, limits per minute, the
 * pool's rate limit, then the attempt's own time limit. Each is made once; what does not apply is
 * left out. Limits per minute come after the bulkheads, since they count when an attempt starts.
 */
export function createDeploymentPolicies(
  options: DeploymentPoliciesOptions,
): (deployment: Deployment, needs: () => RequestNeeds) => Policy {
  const { state, traffic } = options;
  const { perSecond, burst = 1 } = options.rateLimit;
  const timed = timeout();

  const bulkheadOf = remembered((_pool: string) =>
    options.bulkhead === undefined ? [] : [bulkhead(options.bulkhead)],
  );
  const rateLimitOf = remembered((pool: string) =>
    perSecond === 0 ? [] : [rateLimit({ perSecond, burst, bucket: pool, state })],
  );
  const fixedOf = remembered((deployment: Deployment): Fixed => {
    const pool = poolOf(deployment);
    const { maxConcurrent } = deployment.limits ?? {};
    const own = maxConcurrent === undefined ? [] : [bulkhead({ limit: maxConcurrent })];
    const outer = [...bulkheadOf(pool), ...own];
    const inner = [...rateLimitOf(pool), timed];
    return { outer, inner, all: together([...outer, ...inner]) };
  });

  return (deployment, needs) => {
    const { outer, inner, all } = fixedOf(deployment);
    const { rpm, tpm } = deployment.limits ?? {};
    if (rpm === undefined && tpm === undefined) return all;
    const { input, output } = needs().tokens;
    const perMinute = minuteLimit({
      minute: traffic.minute(deployment.id),
      tokens: input + output,
      ...(rpm === undefined ? {} : { rpm }),
      ...(tpm === undefined ? {} : { tpm }),
    });
    return together([...outer, perMinute, ...inner]);
  };
}

function together(policies: readonly Policy[]): Policy {
  const [only, ...others] = policies;
  return only !== undefined && others.length === 0 ? only : compose(...policies);
}

/** The function, which makes each thing only once. */
function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}
