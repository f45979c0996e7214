import type { Attempt } from '@scillm/core';
import type { Deployment } from '../deployment.ts';

/**
 * Which deployment of the whole call this one is, from 1. Read from the trail, so that routers inside
 * routers count on, and a deployment asked again keeps its number.
 */
export function ordinalOf({ id, model }: Deployment, trail: readonly Attempt[]): number {
  if (trail.length === 0) return 1;
  const asked = new Set(trail.map((attempt) => nameOf(attempt.deployment, attempt.model)));
  const position = [...asked].indexOf(nameOf(id, model));
  return position === -1 ? asked.size + 1 : position + 1;
}

function nameOf(deployment: string, model: string): string {
  return `${deployment}\n${model}`;
}
