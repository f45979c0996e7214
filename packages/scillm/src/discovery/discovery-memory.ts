import type { CompatibleTransport } from '@scillm/providers-compatible';
import type { BaseLook } from './look-at-base.ts';
import { createStaleCache, type StaleCache } from './stale-cache.ts';

/** What bases said before, by base and key. */
export type DiscoveryMemory = StaleCache<CompatibleTransport, BaseLook>;

/** Bases asked at the same time. */
const AT_ONCE = 4;

/** A memory in which nobody was asked yet. */
export function createDiscoveryMemory(): DiscoveryMemory {
  return createStaleCache(AT_ONCE);
}
