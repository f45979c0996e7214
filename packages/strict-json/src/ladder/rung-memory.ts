import type { Attempt, ChatTransport, JsonRung } from '@scillm/core';

const KEPT_MS = 24 * 3_600_000;

/** More places than a process is likely to ask. Beyond it the oldest is forgotten. */
const MOST_PLACES = 1000;

/** A place is one model at one base. */
type Place = string;

/** Which rungs the places behind a transport refuse, as far as calls have found out. */
export interface RungMemory {
  /**
   * What the place refuses that was asked first in the last call for this model: it is the likely one
   * now.
   */
  refusedFor(model: string, nowMs: number): ReadonlySet<JsonRung>;
  /** Notes whom a call for this model asked first. */
  asked(model: string, attempt: Attempt): void;
  /** Keeps for 24 h that this attempt's place refuses a rung. */
  learn(attempt: Attempt, rung: JsonRung, nowMs: number): void;
}

const memories = new WeakMap<ChatTransport, RungMemory>();

/** The memory of a transport; it lives as long. */
export function rungMemoryOf(transport: ChatTransport): RungMemory {
  const memory = memories.get(transport) ?? createRungMemory();
  memories.set(transport, memory);
  return memory;
}

/** The name of the place that an attempt asked. */
export function placeOf({ base, model }: Attempt): Place {
  return `${base}\n${model}`;
}

function createRungMemory(): RungMemory {
  const refusals = new Map<Place, Map<JsonRung, number>>();
  const firsts = new Map<string, Place>();
  return {
    refusedFor(model, nowMs) {
      const rungs = refusals.get(firsts.get(model) ?? '') ?? new Map<JsonRung, number>();
      return new Set([...rungs].flatMap(([rung, untilMs]) => (untilMs > nowMs ? [rung] : [])));
    },
    asked(model, attempt) {
      keep(firsts, model, placeOf(attempt));
    },
    learn(attempt, rung, nowMs) {
      const place = placeOf(attempt);
      const rungs = refusals.get(place) ?? new Map<JsonRung, number>();
      keep(refusals, place, rungs.set(rung, nowMs + KEPT_MS));
    },
  };
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MOST_PLACES && oldest !== undefined) map.delete(oldest);
}
