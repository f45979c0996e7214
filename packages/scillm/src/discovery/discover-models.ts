import {
  type BaseSetting,
  ChatError,
  createContext,
  type ModelInfo,
  type Settings,
} from '@scillm/core';
import { sharedTransport, type TransportChoice } from '../environment/shared-transports.ts';

/** What a base said when asked for its models: a list, or why there is none. */
export interface Discovered {
  readonly base: BaseSetting;
  readonly models?: readonly ModelInfo[];
  readonly error?: ChatError;
}

/** Bases asked at the same time. */
const AT_ONCE = 4;

/** Asks each base for its models, four at a time, 5 s each. Rejects with `aborted` and nothing else. */
export async function discoverModels(
  bases: readonly BaseSetting[],
  settings: Settings,
  signal?: AbortSignal,
): Promise<readonly Discovered[]> {
  const found: Discovered[] = new Array(bases.length);
  const queue = [...bases.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, base] = next;
      found[index] = await ask(base, settings, signal);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

/** How the transport of a base is chosen. */
export function choiceOf({
  id,
  preset,
  baseUrl,
  apiKey,
  keyVariable,
}: BaseSetting): TransportChoice {
  return { id, preset, baseUrl, keyVariable, ...(apiKey === undefined ? {} : { apiKey }) };
}

async function ask(
  base: BaseSetting,
  settings: Settings,
  signal?: AbortSignal,
): Promise<Discovered> {
  const context = createContext(signal === undefined ? {} : { signal }, { settings });
  try {
    return { base, models: await sharedTransport(choiceOf(base), settings).listModels(context) };
  } catch (thrown) {
    const error = ChatError.from(thrown, base.id);
    if (error.code === 'aborted') throw error;
    return { base, error };
  }
}
