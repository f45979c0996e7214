import { createDiscoveryMemory, type DiscoveryMemory } from '../discovery/discovery-memory.ts';

/**
 * What this process knows of the bases it asked: a function that looked anew each time would ask
 * every base before every call.
 */
export const sharedDiscovery: DiscoveryMemory = createDiscoveryMemory();
