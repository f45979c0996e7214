import type { ChatError, HealthUpdate } from '@scillm/core';
import type { Deployment } from '../deployment.ts';
import type { CurrentDeployment } from './call-state.ts';
import { stateAt } from './health.ts';
import { changeHealth, type HealthChange } from './health-change.ts';
import { poolKey } from './pool.ts';
import type { World } from './world.ts';

/** What a change means for the deployment in use and for its quota pool. `error`: what caused it. */
export function healthUpdates(
  current: CurrentDeployment,
  change: HealthChange,
  world: World,
  error?: ChatError,
): readonly HealthUpdate[] {
  const { deployment, openings, poolOpenings } = current;
  const own = updated(deployment.id, change, openings, world);
  const key = poolKey(deployment);
  const ofPool = key === undefined ? undefined : poolChange(deployment, key, change, world, error);
  return key === undefined || ofPool === undefined
    ? own
    : [...own, ...updated(key, ofPool, poolOpenings, world)];
}

/** A call at its deadline has ended after this, however late its alarm rang. */
const TIME_TO_END_MS = 1000;

function updated(
  key: string,
  change: HealthChange,
  openings: number,
  { health, nowMs, deadlineAtMs, random }: World,
): readonly HealthUpdate[] {
  const before = health(key);
  const callEndsAtMs = deadlineAtMs + TIME_TO_END_MS;
  const after = changeHealth(before, change, { nowMs, random, openings, callEndsAtMs });
  return after === before ? [] : [{ key, health: after }];
}

/** How close in time two deployments of a derived pool must fail alike. */
const ALIKE_MS = 60_000;

function poolChange(
  deployment: Deployment,
  key: string,
  change: HealthChange,
  world: World,
  error: ChatError | undefined,
): HealthChange | undefined {
  const isRest = change.type === 'rested' || change.type === 'opened';
  if (isRest && error !== undefined && isOfTheKey(error)) {
    const spreads = deployment.pool !== undefined || hasFailedAlike(deployment, key, error, world);
    if (spreads) return change;
  }
  if (world.health(key).openings === 0) return undefined;
  if (isRest) return { type: 'alive' };
  return change.type === 'counted' ? { type: 'left' } : change;
}

/** Limits, money and refused keys are the account's; capacity is one model's. */
function isOfTheKey({ code, reason, status }: ChatError): boolean {
  if (code === 'auth') return status === 401;
  return code === 'quota' || (code === 'rate_limit' && reason !== 'capacity');
}

function hasFailedAlike(
  { id }: Deployment,
  key: string,
  { code }: ChatError,
  world: World,
): boolean {
  const { table, nowMs } = world;
  return table.members(key).some((other) => {
    const health = world.health(other.id);
    const isRecent = nowMs - (health.openedAtMs ?? Number.NEGATIVE_INFINITY) <= ALIKE_MS;
    return other.id !== id && health.code === code && isRecent && stateAt(health, nowMs) === 'open';
  });
}
