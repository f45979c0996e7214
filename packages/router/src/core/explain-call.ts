import type { Deployment } from '../deployment.ts';
import type { ExplainedCandidate, Explanation } from '../explanation.ts';
import { beginCall } from './call-state.ts';
import { available, hopsAhead, type Place } from './candidates.ts';
import { chooseNext, isSpent } from './choose-next.ts';
import { isHalfOpen, isReady, isResting, restingAfter, returnsAt } from './readiness.ts';
import type { Candidate } from './route-table.ts';
import { lacksOf } from './unable.ts';
import type { World } from './world.ts';

/** What a call of a route would meet. Nothing is asked and nothing changes. */
export function explainCall(
  route: string,
  world: World,
): Omit<Explanation, 'timeouts' | 'attempts'> {
  const { table } = world;
  const call = beginCall(route);
  const plan = planOf(available(call, world), world);
  const names = (kind: 'context' | 'content'): readonly string[] =>
    table.chain(kind, route).map((hop) => hop.route);
  return {
    route,
    strategy: table.strategy(route).name,
    candidates: (table.candidates(route) ?? []).map((each) => explained(each, plan, world)),
    plan,
    chains: {
      generic: hopsAhead(call, world).map((hop) => hop.route),
      context: names('context'),
      content: names('content'),
    },
  };
}

function planOf(places: readonly Place[], world: World): readonly string[] {
  const plan: string[] = [];
  let left = places;
  for (let next = chooseNext(left, world); next !== undefined; next = chooseNext(left, world)) {
    const { id } = next.candidate.deployment;
    if (!plan.includes(id)) plan.push(id);
    left = left.filter((place) => place !== next);
  }
  return plan;
}

function explained(
  { deployment, tier }: Candidate,
  plan: readonly string[],
  world: World,
): ExplainedCandidate {
  const place = plan.indexOf(deployment.id);
  return {
    deployment: deployment.id,
    model: deployment.model,
    tier,
    available: place >= 0,
    reasons: reasonsOf(deployment, world),
    score: place < 0 ? null : place,
  };
}

function reasonsOf(deployment: Deployment, world: World): readonly string[] {
  const { limits, nowMs } = world;
  const lacks = lacksOf(deployment, world.needs).map((lack) => `lacks ${lack}`);
  const restMs = Math.ceil(returnsAt(deployment, world) - nowMs);
  const states: readonly (readonly [boolean, string])[] = [
    [isResting(deployment, world), `rests ${restMs} ms after ${restingAfter(deployment, world)}`],
    [isHalfOpen(deployment, world) && isReady(deployment, world), 'would be a probe'],
    [isHalfOpen(deployment, world) && !isReady(deployment, world), 'a probe is under way'],
    [isSpent(deployment, world), 'limits spent'],
    [limits.avoid.has(deployment.id), 'to be avoided'],
  ];
  const found = [...lacks, ...states.flatMap(([holds, reason]) => (holds ? [reason] : []))];
  return found.length === 0 ? ['healthy'] : found;
}
