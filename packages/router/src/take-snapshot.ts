import type { RouterState } from '@scillm/core';
import { HEALTHY, stateAt } from './core/health.ts';
import { poolKey, poolOf } from './core/pool.ts';
import type { RouteTable } from './core/route-table.ts';
import type { HealthSnapshot, RouterSnapshot } from './explanation.ts';
import type { Traffic } from './traffic/traffic.ts';

/** How every deployment and pool of a router is doing at a time. */
export function takeSnapshot(
  { table, state, traffic }: { table: RouteTable; state: RouterState; traffic: Traffic },
  nowMs: number,
): RouterSnapshot {
  const healthOf = (key: string): HealthSnapshot => {
    const health = state.health(key) ?? HEALTHY;
    const current = stateAt(health, nowMs);
    return {
      state: current,
      untilMs: current === 'open' ? health.untilMs : null,
      strikes: health.strikes,
      code: health.code ?? null,
    };
  };
  const keys = table.deployments.flatMap((deployment) => poolKey(deployment) ?? []);
  return {
    deployments: table.deployments.map((deployment) => ({
      deployment: deployment.id,
      pool: poolOf(deployment),
      ...healthOf(deployment.id),
      inFlight: traffic.inFlight(deployment.id),
      latencyMs: {
        complete: traffic.latencyMs(deployment.id, 'complete', nowMs) ?? null,
        stream: traffic.latencyMs(deployment.id, 'stream', nowMs) ?? null,
      },
      usageShare: traffic.usageShare(deployment, nowMs),
    })),
    pools: [...new Set(keys)].map((key) => ({ pool: key.slice('pool:'.length), ...healthOf(key) })),
  };
}
