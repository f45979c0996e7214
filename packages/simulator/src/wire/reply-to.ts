import type { FaultDecision } from '../faults/create-faults.ts';
import { rejectedField } from '../faults/rejected-field.ts';
import { scriptedReply } from '../faults/scripted-reply.ts';
import type { Surface } from '../surfaces/surface.ts';
import type { Authorization } from './authorization.ts';
import { badRequest, type Problem } from './problem.ts';
import type { ReadBody } from './read-body.ts';
import type { Reply } from './reply.ts';
import { statusProblem } from './status-problem.ts';

/** A request that has been read, and what the script says about it. */
export interface Asked {
  /** The surface asked. */
  readonly surface: Surface;
  /** The simulator's seed. */
  readonly seed: number;
  /** The method. */
  readonly method: string;
  /** The path, without the query. */
  readonly path: string;
  /** What its headers say about a key. */
  readonly authorization: Authorization;
  /** Its body. */
  readonly read: ReadBody;
  /** What the script says. */
  readonly decision: FaultDecision;
}

/**
 * Decides what to answer: first what the script puts in the answer's place, then the key, the path,
 * the body, and last the route.
 */
export function replyTo(asked: Asked): Reply | Problem {
  const { surface, path, decision } = asked;
  return scriptedReply(decision.actions, surface, path) ?? keyProblem(asked) ?? routeReply(asked);
}

function keyProblem({ surface, authorization, decision }: Asked): Problem | null {
  const { auth } = decision.actions;
  if (auth === 'none') return null;
  const accepted = auth === undefined ? surface.accepts : [auth];
  return authorization.matching.some((style) => accepted.includes(style))
    ? null
    : statusProblem(401);
}

function routeReply({ surface, seed, method, path, read, decision }: Asked): Reply | Problem {
  const route = surface.routes.get(path);
  if (route === undefined) return badRequest(`Unknown path: ${method} ${path}`, { status: 404 });
  if (route.method !== method) {
    const problem = badRequest(`Use ${route.method} for ${path}.`, { status: 405 });
    return { ...problem, headers: { allow: route.method } };
  }
  if (read.kind === 'refused') return read.problem;
  const { body } = read;
  const { actions, rowActions } = decision;
  return (
    rejectedField(body, actions.reject) ??
    route.answer({ surface, seed, body, actions, rowActions })
  );
}
