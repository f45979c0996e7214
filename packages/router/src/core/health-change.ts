import type { ErrorCode } from '@scillm/core';
import { type Health, type HealthResult, stateAt } from './health.ts';

/** Something that happened to one deployment. */
export type HealthChange =
  /** An attempt starts; on a half-open one it is the probe. */
  | { readonly type: 'started' }
  /** An answer, or the beginning of a stream. */
  | { readonly type: 'served' }
  /** A failure that says nothing of the backend's health, but shows that it lives. */
  | { readonly type: 'alive' }
  /** An attempt that proved nothing: the caller left. */
  | { readonly type: 'left' }
  /** A failure that counts towards opening. */
  | { readonly type: 'counted'; readonly code: ErrorCode; readonly longestMs?: number }
  /** Keep other calls off for a time that the backend or the retry asked for. */
  | { readonly type: 'rested'; readonly code: ErrorCode; readonly ms: number }
  /** Open it now: for `ms`, or for as long as its strikes say, but `atLeastMs`. */
  | {
      readonly type: 'opened';
      readonly code: ErrorCode;
      readonly ms?: number;
      readonly atLeastMs?: number;
    };

const FAILURES_TO_OPEN = 3;
const WINDOW_MS = 60_000;
const RESULTS_TO_JUDGE = 5;
const FIRST_OPENING_MS = 10_000;
const FURTHER_OPENING_MS = 20_000;
const SPREAD = 0.1;

/** The health after a change. `random` spreads the lengths that nobody stated. */
export function changeHealth(
  health: Health,
  change: HealthChange,
  nowMs: number,
  random: () => number,
): Health {
  const state = stateAt(health, nowMs);
  const current: Health = state === health.state ? health : { ...health, state, isProbing: false };
  switch (change.type) {
    case 'started':
      return state === 'half-open' ? { ...current, isProbing: true } : current;
    case 'left':
      return state === 'half-open' ? { ...current, isProbing: false } : current;
    case 'alive':
      return state === 'half-open' ? closed(current) : current;
    case 'served':
      return { ...closed(current), strikes: 0, results: recent(current, nowMs, false) };
    case 'counted':
      return counted(current, change, nowMs, random);
    case 'rested':
      return open(current, change.code, nowMs + change.ms, 'closed');
    case 'opened': {
      const ms = change.ms ?? Math.max(openingMs(current, random), change.atLeastMs ?? 0);
      return {
        ...open(current, change.code, nowMs + ms, 'half-open'),
        strikes: current.strikes + 1,
      };
    }
  }
}

function closed(health: Health): Health {
  return { ...health, state: 'closed', failures: 0, isProbing: false };
}

function counted(
  health: Health,
  { code, longestMs = Number.POSITIVE_INFINITY }: Extract<HealthChange, { type: 'counted' }>,
  nowMs: number,
  random: () => number,
): Health {
  const results = recent(health, nowMs, true);
  const failures = health.failures + 1;
  const failed = results.filter(({ isFailure }) => isFailure).length;
  const isMostlyFailing = results.length >= RESULTS_TO_JUDGE && failed * 2 > results.length;
  const opens = health.state === 'half-open' || failures >= FAILURES_TO_OPEN || isMostlyFailing;
  const after: Health = { ...health, results, failures };
  if (!opens) return after;
  const ms = Math.min(openingMs(health, random), longestMs);
  return { ...open(after, code, nowMs + ms, 'half-open'), strikes: health.strikes + 1 };
}

/** A later end wins over an earlier one; only a success brings the end forward. */
function open(health: Health, code: ErrorCode, untilMs: number, after: Health['after']): Health {
  const isLonger = health.state !== 'open' || untilMs > health.untilMs;
  return {
    ...health,
    state: 'open',
    untilMs: isLonger ? untilMs : health.untilMs,
    after: isLonger ? after : health.after,
    isProbing: false,
    code,
  };
}

function openingMs({ strikes }: Health, random: () => number): number {
  const base = strikes === 0 ? FIRST_OPENING_MS : FURTHER_OPENING_MS;
  return base * (1 + SPREAD * (2 * random() - 1));
}

function recent(health: Health, nowMs: number, isFailure: boolean): readonly HealthResult[] {
  const results = health.results.filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
  return [...results, { atMs: nowMs, isFailure }];
}
