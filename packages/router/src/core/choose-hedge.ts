import type { CallState } from './call-state.ts';
import { available, isToAvoid } from './candidates.ts';
import { chooseNext } from './choose-next.ts';
import type { Decision } from './decision.ts';
import { attemptNext } from './move-on.ts';
import { poolOf } from './pool.ts';
import { isHalfOpen } from './readiness.ts';
import type { World } from './world.ts';

/**
 * A second attempt beside one that is slow: on another quota pool, never as a probe, and within the
 * budget. `undefined` if there is nobody for it.
 */
export function chooseHedge(call: CallState, world: World): Decision | undefined {
  const { current } = call;
  if (current === undefined || world.attemptsLeft <= 0) return undefined;
  const pool = poolOf(current.deployment);
  const places = available(call, world).filter((place) => {
    const { deployment } = place.candidate;
    return (
      poolOf(deployment) !== pool && !isHalfOpen(deployment, world) && !isToAvoid(place, world)
    );
  });
  const next = chooseNext(places, world);
  if (next === undefined) return undefined;
  const decision = attemptNext({ ...call, waitedMs: 0 }, next, world, []);
  const { action } = decision;
  if (action.type !== 'attempt') return undefined;
  return { ...decision, action: { ...action, kind: 'hedge', decision: 'the first is slow' } };
}
