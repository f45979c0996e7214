import type { Attempt, ChatRequest, Clock, JsonRung } from '@scillm/core';
import { placeOf, type RungMemory } from './rung-memory.ts';

/** Where a call stands on its way from the strictest form to plain words. */
export interface Ladder {
  /** The rung to ask on now. */
  readonly rung: JsonRung;
  /** Rungs refused in this call, or before by whom it is likely to ask. */
  readonly dropped: readonly JsonRung[];
  /** Notes what attempts an ask took; `isServed` if the last of them answered. */
  asked(attempts: readonly Attempt[], isServed: boolean): void;
  /** Moves a rung down. Says whether there was one. */
  drop(): boolean;
}

/** What a {@link Ladder} is made of. */
export interface LadderOptions {
  /** In order. */
  readonly rungs: readonly [JsonRung, ...JsonRung[]];
  readonly request: ChatRequest;
  readonly memory: RungMemory;
  readonly clock: Clock;
}

/** The ladder of one call: it begins below what the memory knows to be refused. */
export function createLadder({ rungs, request, memory, clock }: LadderOptions): Ladder {
  const refused = memory.refusedFor(request.model, clock.now());
  const known = rungs.findIndex((rung) => !refused.has(rung));
  let at = known === -1 ? rungs.length - 1 : known;
  const pending: { readonly attempt: Attempt; readonly rung: JsonRung }[] = [];
  let isFirst = true;

  /** A refusal may have been of something else. That the place answered on a lower rung proves it. */
  const learnBy = (server: Attempt): void => {
    const isPlain = asksOnlyForText(request);
    for (const { attempt, rung } of pending.splice(0)) {
      const isSame = placeOf(attempt) === placeOf(server);
      if (isSame ? rung !== rungs[at] : isPlain) memory.learn(attempt, rung, clock.now());
    }
  };

  return {
    get rung() {
      return rungs[at] ?? rungs[0];
    },
    get dropped() {
      return rungs.slice(0, at);
    },
    asked(attempts, isServed) {
      const [first] = attempts;
      if (first !== undefined && isFirst) memory.asked(request.model, first);
      isFirst = false;
      const refusals = attempts.filter(({ code }) => code === 'unsupported');
      pending.push(...refusals.map((attempt) => ({ attempt, rung: rungs[at] ?? rungs[0] })));
      const server = attempts.findLast(({ outcome }) => outcome === 'served');
      if (isServed && server !== undefined) learnBy(server);
    },
    drop() {
      if (at === rungs.length - 1) return false;
      at += 1;
      return true;
    },
  };
}

/** Whether the form of the answer is all that a backend could lack for the request. */
function asksOnlyForText({ messages, tools = [], functions = [] }: ChatRequest): boolean {
  if (tools.length > 0 || functions.length > 0) return false;
  return messages.every(
    ({ content }) => !Array.isArray(content) || content.every(({ type }) => type === 'text'),
  );
}
