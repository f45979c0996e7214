import type { Deployment } from '../deployment.ts';

/** The quota pool of a deployment: declared, else its transport's, else it is one by itself. */
export function poolOf({ pool, transport, id }: Deployment): string {
  return pool ?? transport.pool ?? id;
}

/** Keys made before: a call asks for them a dozen times. */
const keys = new WeakMap<Deployment, string>();

/** Under which key the pool's health is kept; `undefined` for a deployment that shares with nobody. */
export function poolKey(deployment: Deployment): string | undefined {
  const known = keys.get(deployment);
  if (known !== undefined) return known;
  const pool = poolOf(deployment);
  if (pool === deployment.id) return undefined;
  const key = `pool:${pool}`;
  keys.set(deployment, key);
  return key;
}
