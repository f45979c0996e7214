import type { ErrorCode, Health } from '@scillm/core';
import type { Deployment } from '../deployment.ts';
import { isAvailable, stateAt } from './health.ts';
import { poolKey } from './pool.ts';
import type { World } from './world.ts';

type Sight = Pick<World, 'health' | 'nowMs'>;

/** The health of a deployment and, where it shares one, of its pool: both must admit a call. */
function healthsOf(deployment: Deployment, { health }: Sight): readonly Health[] {
  const key = poolKey(deployment);
  return key === undefined ? [health(deployment.id)] : [health(deployment.id), health(key)];
}

/** Whether an attempt may start now, or will be allowed to at a later time. */
export function isReady(deployment: Deployment, world: Sight, atMs: number = world.nowMs): boolean {
  const key = poolKey(deployment);
  return (
    isAvailable(world.health(deployment.id), atMs) &&
    (key === undefined || isAvailable(world.health(key), atMs))
  );
}

/** Whether an attempt would be the probe of the deployment or of its pool. */
export function isHalfOpen(deployment: Deployment, world: Sight): boolean {
  return isIn('half-open', deployment, world);
}

/** Whether it rests: it or its pool is open. */
export function isResting(deployment: Deployment, world: Sight): boolean {
  return isIn('open', deployment, world);
}

/** Whether it or its pool is in a state. Every call asks this several times: no lists. */
function isIn(state: Health['state'], deployment: Deployment, { health, nowMs }: Sight): boolean {
  const key = poolKey(deployment);
  return (
    stateAt(health(deployment.id), nowMs) === state ||
    (key !== undefined && stateAt(health(key), nowMs) === state)
  );
}

/** How often a call looks whether somebody else's probe has come back. */
const PROBE_LOOK_MS = 100;

/** When it takes calls again, as far as that is known. Milliseconds since 1970. */
export function returnsAt(deployment: Deployment, world: Sight): number {
  return Math.max(...healthsOf(deployment, world).map((health) => returnOf(health, world.nowMs)));
}

/** The code of what keeps it off; `undefined` if nothing does, or a probe. */
export function restingAfter(deployment: Deployment, world: Sight): ErrorCode | undefined {
  return healthsOf(deployment, world).find((health) => stateAt(health, world.nowMs) === 'open')
    ?.code;
}

function returnOf(health: Health, nowMs: number): number {
  if (stateAt(health, nowMs) === 'open') return health.untilMs;
  return isAvailable(health, nowMs) ? nowMs : nowMs + PROBE_LOOK_MS;
}
