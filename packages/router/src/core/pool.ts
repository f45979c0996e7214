import type { Deployment } from '../deployment.ts';

/** The quota pool of a deployment: declared, else its transport's, else it is one by itself. */
export function poolOf({ pool, transport, id }: Deployment): string {
  return pool ?? transport.pool ?? id;
}

/** Under which key the pool's health is kept; `undefined` for a deployment that shares with nobody. */
export function poolKey(deployment: Deployment): string | undefined {
  const pool = poolOf(deployment);
  return pool === deployment.id ? undefined : `pool:${pool}`;
}
