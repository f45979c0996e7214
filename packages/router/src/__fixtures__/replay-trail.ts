import { type Attempt, ChatError, type Health } from '@scillm/core';
import { beginCall } from '../core/call-state.ts';
import { decide } from '../core/decide.ts';
import type { Decision, RouterEvent } from '../core/decision.ts';
import { HEALTHY } from '../core/health.ts';
import { createRouteTable } from '../core/route-table.ts';
import type { CallLimits, World } from '../core/world.ts';
import type { RouterOptions } from '../router-options.ts';
import { createTraffic } from '../traffic/traffic.ts';

/** A call whose trail is known: what was asked, of whom, and with which limits. */
export interface KnownCall {
  readonly options: RouterOptions;
  readonly route: string;
  readonly limits: CallLimits;
  readonly startedAtMs: number;
  readonly deadlineMs: number;
  readonly maxAttempts: number;
  /** The chance the call had. @default what the waits of the trail say of it */
  readonly random?: () => number;
}

/** A decision to ask, as a trail records it. */
export type Asked = Pick<Attempt, 'deployment' | 'kind' | 'decision' | 'waitedMs'>;

/**
 * Plays the attempts of a trail to the decisions again, as the only thing that happened: the times,
 * outcomes and waits are those of the trail. Gives whom the decisions ask, and how the call ends.
 */
export function replayTrail(
  call: KnownCall,
  trail: readonly Attempt[],
): { readonly asked: readonly Asked[]; readonly error: ChatError | undefined } {
  const healths = new Map<string, Health>();
  const asked: Asked[] = [];
  let nowMs = call.startedAtMs;
  let decision = step(beginCall(call.route), { type: 'started' });

  function step(state: Decision['call'], event: RouterEvent): Decision {
    const next = decide(state, event, worldOf(call, trail, { healths, asked, nowMs }));
    for (const { key, health } of next.updates) healths.set(key, health);
    return next;
  }

  for (;;) {
    const { action } = decision;
    if (action.type === 'finish') return { asked, error: action.error };
    if (action.type === 'wait') {
      nowMs += action.ms;
      decision = step(decision.call, { type: 'waited', ms: action.ms });
      continue;
    }
    const { deployment, kind, decision: why } = action;
    asked.push({
      deployment: deployment.id,
      kind,
      decision: why,
      waitedMs: decision.call.waitedMs,
    });
    const attempt = trail[asked.length - 1];
    if (attempt === undefined) return { asked, error: undefined };
    nowMs = attempt.startedAtMs + attempt.durationMs;
    decision = step(decision.call, eventOf(attempt));
  }
}

function worldOf(
  { options, limits, startedAtMs, deadlineMs, maxAttempts, random }: KnownCall,
  trail: readonly Attempt[],
  at: {
    readonly healths: ReadonlyMap<string, Health>;
    readonly asked: readonly Asked[];
    readonly nowMs: number;
  },
): World {
  const tokens = { input: 0, output: 0 };
  return {
    table: createRouteTable(options),
    limits,
    nowMs: at.nowMs,
    deadlineAtMs: startedAtMs + deadlineMs,
    hasOutside: false,
    attemptsLeft: maxAttempts - at.asked.length,
    traffic: createTraffic(),
    kind: 'complete',
    needs: () => ({ vlm: false, tools: false, json: false, tokens }),
    health: (key) => at.healths.get(key) ?? HEALTHY,
    random: random ?? (() => chanceOf(trail, at.asked.length, limits.retryAfterMs)),
  };
}

function eventOf({ code, reason, status, retryAfterMs, outcome }: Attempt): RouterEvent {
  if (code === undefined || outcome === 'served') return { type: 'served', isOver: true };
  const error = new ChatError(code, `Replayed: ${code}.`, { reason, status, retryAfterMs });
  return code === 'deadline' ? { type: 'ended', error } : { type: 'failed', error };
}

/** The chance that made the wait before an attempt what it was, where it was a computed one. */
function chanceOf(trail: readonly Attempt[], index: number, floorMs: number): number {
  const next = trail[index];
  const before = trail.slice(0, index).findLastIndex(({ kind }) => kind !== 'retry');
  const highest = Math.max(floorMs, Math.min(8000, floorMs * 2 ** (index - before)));
  // After the last attempt the wait was too long, if there was to be one.
  const waitedMs = next?.waitedMs ?? Number.POSITIVE_INFINITY;
  const chance = (waitedMs - 0.5 - floorMs) / (highest - floorMs);
  return Math.min(0.999_999, Math.max(0, chance));
}
