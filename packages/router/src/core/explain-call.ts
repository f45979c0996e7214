import type { Deployment } from '../deployment.ts';
import type { ExplainedCandidate, Explanation } from '../explanation.ts';
import { beginCall, type CallState } from './call-state.ts';
import { available, hopsAhead } from './candidates.ts';
import { chooseNext, isSpent } from './choose-next.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import { attemptNext } from './move-on.ts';
import { isHalfOpen, isReady, isResting, restingAfter, returnsAt } from './readiness.ts';
import { lacksOf } from './unable.ts';
import type { World } from './world.ts';

/** What a call of a route would meet. Nothing is asked and nothing changes. */
export function explainCall(
  route: string,
  world: World,
): Omit<Explanation, 'timeouts' | 'attempts'> {
  const { table } = world;
  const call = beginCall(route);
  const plan = planOf(call, world);
  const ready = new Set(available(call, world).map(({ candidate }) => candidate));
  const names = (kind: 'context' | 'content'): readonly string[] =>
    table.chain(kind, route).map((hop) => hop.route);
  return {
    route,
    strategy: table.strategy(route).name,
    candidates: (table.candidates(route) ?? []).map((candidate): ExplainedCandidate => {
      const { deployment, tier } = candidate;
      const { id, model } = deployment;
      const place = plan.indexOf(id);
      return {
        ...{ deployment: id, model, tier },
        available: ready.has(candidate),
        reasons: reasonsOf(deployment, world),
        score: place < 0 ? null : place,
      };
    }),
    plan,
    chains: {
      generic: hopsAhead(call, world).map((hop) => hop.route),
      context: names('context'),
      content: names('content'),
    },
  };
}

/** Begins as a call does, after its wait where everybody rests; then goes on as if each one failed. */
function planOf(call: CallState, now: World): readonly string[] {
  const plan: string[] = [];
  let world = now;
  let decision: Decision | undefined = decide(call, { type: 'started' }, world);
  if (decision.action.type === 'wait') {
    const { ms } = decision.action;
    world = { ...now, nowMs: now.nowMs + ms };
    decision = decide(decision.call, { type: 'waited', ms }, world);
  }
  while (decision?.action.type === 'attempt') {
    plan.push(decision.action.deployment.id);
    const next = chooseNext(available(decision.call, world), world);
    decision = next === undefined ? undefined : attemptNext(decision.call, next, world, []);
  }
  return plan;
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
