import {
  type BaseSetting,
  type ChatError,
  type Clock,
  createContext,
  forkContext,
  type ModelInfo,
  type Settings,
  systemClock,
} from '@scillm/core';
import { sharedDiscovery } from '../environment/shared-discovery.ts';
import { transportOf } from '../environment/shared-transports.ts';
import type { DiscoveryMemory } from './discovery-memory.ts';
import { lookAtBase, type ModelLoad } from './look-at-base.ts';

/** What a base said when asked for its models: a list, or why there is none. */
export interface Discovered {
  readonly base: BaseSetting;
  /** When it was asked. */
  readonly atMs: number;
  readonly models?: readonly ModelInfo[];
  /** How loaded the models are. */
  readonly loads?: ReadonlyMap<string, ModelLoad>;
  readonly error?: ChatError;
}

/** Options of {@link discoverModels}. */
export interface DiscoverOptions {
  /** How long what a base said counts as fresh. @default SCILLM_UTIL_TTL_S */
  readonly ttlMs?: number | undefined;
  /** @default the machine's own time */
  readonly clock?: Clock | undefined;
  /** Whether to wait for what is not fresh any more. @default false */
  readonly mustBeFresh?: boolean;
  /** @default what this process remembers */
  readonly memory?: DiscoveryMemory;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What each base says of its models: asked now, four at a time, 5 s each, or remembered for a while,
 * a failure too. What is no longer fresh serves once more while it is asked anew in the background.
 * Rejects with `aborted`, or with `invalid_config` for a bad setting.
 */
export async function discoverModels(
  bases: readonly BaseSetting[],
  settings: Settings,
  options: DiscoverOptions = {},
): Promise<readonly Discovered[]> {
  const { clock = systemClock, memory = sharedDiscovery, mustBeFresh = false, signal } = options;
  // Read before anybody is asked, so that a bad setting is refused rather than blamed on a base.
  const { ttlMs: ownTtlMs } = settings.utilisation;
  const { ttlMs = ownTtlMs } = options;
  const call = signal === undefined ? { clock } : { clock, signal };
  const context = createContext(call, { settings });
  const wanted = { ttlMs, clock, signal, mayBeStale: !mustBeFresh };
  return Promise.all(
    bases.map(async (base) => {
      const transport = transportOf(base, settings);
      const entry = await memory.get(
        transport,
        (before, ended) => lookAtBase(transport, forkContext(context, { signal: ended }), before),
        wanted,
      );
      return 'value' in entry
        ? { base, atMs: entry.atMs, ...entry.value }
        : { base, atMs: entry.atMs, error: entry.error };
    }),
  );
}
