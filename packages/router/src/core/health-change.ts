import type { ErrorCode, Health, HealthResults } from '@scillm/core';
import { stateAt } from './health.ts';

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
  /** A failure that counts towards opening; `restMs` is a long wait that the backend asked for. */
  | {
      readonly type: 'counted';
      readonly code: ErrorCode;
      readonly longestMs?: number;
      readonly restMs?: number;
    }
  /** Keep other calls off for a time that the backend or the retry asked for. */
  | { readonly type: 'rested'; readonly code: ErrorCode; readonly ms: number }
  /** Open it now: for `ms`, or for as long as its strikes say, but `atLeastMs`. */
  | {
      readonly type: 'opened';
      readonly code: ErrorCode;
      readonly ms?: number;
      readonly atLeastMs?: number;
    };

/** When and by whom a change is seen. */
export interface Sighting {
  readonly nowMs: number;
  /** {@link Health.openings} when the attempt began. */
  readonly openings: number;
  /** By when the call that sees it is over, whatever happens. */
  readonly callEndsAtMs: number;
  /** Spreads the lengths that nobody stated. */
  random(): number;
}

const FAILURES_TO_OPEN = 3;
const WINDOW_MS = 60_000;
const WINDOW_STEP_MS = 1000;
const RESULTS_TO_JUDGE = 5;
const FIRST_OPENING_MS = 10_000;
const FURTHER_OPENING_MS = 20_000;
const SPREAD = 0.1;

/** The health after a change. */
export function changeHealth(health: Health, change: HealthChange, sighting: Sighting): Health {
  const { nowMs, openings } = sighting;
  const state = stateAt(health, nowMs);
  const current: Health = state === health.state ? health : { ...health, state, probeEndsAtMs: 0 };
  const isOldNews = state !== 'closed' && openings < health.openings;
  const next = isOldNews ? prolonged(current, change, nowMs) : changed(current, change, sighting);
  return next.untilMs === health.untilMs ? next : { ...next, openedAtMs: nowMs };
}

/**
 * What an attempt that began before the last opening may still do: keep calls off for longer, if its
 * backend said so. Else one burst of failures would strike many times, and a late answer end a rest.
 */
function prolonged(health: Health, change: HealthChange, nowMs: number): Health {
  if (health.state !== 'open') return health;
  switch (change.type) {
    case 'rested':
      return open(health, change.code, nowMs + change.ms, 'closed');
    case 'opened':
      return open(health, change.code, nowMs + (change.ms ?? change.atLeastMs ?? 0), 'half-open');
    case 'counted':
      return open(health, change.code, nowMs + (change.restMs ?? 0), 'closed');
    default:
      return health;
  }
}

function changed(
  health: Health,
  change: HealthChange,
  { nowMs, callEndsAtMs, random }: Sighting,
): Health {
  const isHalfOpen = health.state === 'half-open';
  switch (change.type) {
    case 'started':
      return isHalfOpen ? { ...health, probeEndsAtMs: callEndsAtMs } : health;
    case 'left':
      return isHalfOpen ? { ...health, probeEndsAtMs: 0 } : health;
    case 'alive':
      return isHalfOpen ? closed(health) : health;
    case 'served':
      return served(health, nowMs);
    case 'counted':
      return counted(health, change, nowMs, random);
    case 'rested':
      return open(health, change.code, nowMs + change.ms, 'closed');
    case 'opened': {
      const ms = change.ms ?? Math.max(openingMs(health, random), change.atLeastMs ?? 0);
      return struck(health, change.code, nowMs + ms);
    }
  }
}

/**
 * A success closes, but does not end a rest: that is the backend's own word. Written out, since every
 * call leads here: V8 gives each copy of a copy a shape of its own, and keeps them all.
 */
function served(health: Health, nowMs: number): Health {
  const { state, untilMs, after, openings, probeEndsAtMs, openedAtMs, code } = health;
  const isResting = state === 'open' && after === 'closed';
  return {
    state: isResting ? 'open' : 'closed',
    untilMs,
    after,
    strikes: 0,
    openings,
    failures: 0,
    results: state === 'closed' ? recent(health, nowMs, 0) : [],
    probeEndsAtMs: isResting ? probeEndsAtMs : 0,
    ...(openedAtMs === undefined ? {} : { openedAtMs }),
    ...(code === undefined ? {} : { code }),
  };
}

function closed(health: Health): Health {
  return { ...health, state: 'closed', failures: 0, probeEndsAtMs: 0 };
}

function counted(
  health: Health,
  { code, longestMs = Number.POSITIVE_INFINITY, restMs }: CountedChange,
  nowMs: number,
  random: () => number,
): Health {
  const results = recent(health, nowMs, 1);
  const failures = health.failures + 1;
  const opens =
    health.state === 'half-open' || failures >= FAILURES_TO_OPEN || isMostlyFailing(results);
  const after: Health = { ...health, results, failures };
  const ms = Math.min(openingMs(health, random), longestMs);
  const next = opens ? struck(after, code, nowMs + ms) : after;
  return restMs === undefined
    ? next
    : open(next, code, nowMs + restMs, opens ? 'half-open' : 'closed');
}

type CountedChange = Extract<HealthChange, { type: 'counted' }>;

function isMostlyFailing(results: readonly HealthResults[]): boolean {
  const total = results.reduce((sum, row) => sum + row.total, 0);
  const failed = results.reduce((sum, row) => sum + row.failed, 0);
  return total >= RESULTS_TO_JUDGE && failed * 2 > total;
}

/** Opens it for a fault of its own: after that it has to prove itself. */
function struck(health: Health, code: ErrorCode, untilMs: number): Health {
  const { strikes, openings } = health;
  return {
    ...open(health, code, untilMs, 'half-open'),
    strikes: strikes + 1,
    openings: openings + 1,
  };
}

/** A later end wins over an earlier one; only a success brings the end forward. */
function open(health: Health, code: ErrorCode, untilMs: number, after: Health['after']): Health {
  const isLonger = health.state !== 'open' || untilMs > health.untilMs;
  if (!isLonger) return health;
  return { ...health, state: 'open', untilMs, after, probeEndsAtMs: 0, code };
}

function openingMs({ strikes }: Health, random: () => number): number {
  const base = strikes === 0 ? FIRST_OPENING_MS : FURTHER_OPENING_MS;
  return Math.round(base * (1 + SPREAD * (2 * random() - 1)));
}

/** The window with one more result. Rows, not results, so that traffic does not make it long. */
function recent({ results }: Health, nowMs: number, failed: 0 | 1): readonly HealthResults[] {
  const isRecent = ({ atMs }: HealthResults): boolean => nowMs - atMs < WINDOW_MS;
  const rows =
    results[0] === undefined || isRecent(results[0]) ? [...results] : results.filter(isRecent);
  const last = rows.at(-1);
  if (last === undefined || nowMs - last.atMs >= WINDOW_STEP_MS) {
    return [...rows, { atMs: nowMs, failed, total: 1 }];
  }
  const { atMs, total } = last;
  rows[rows.length - 1] = { atMs, failed: last.failed + failed, total: total + 1 };
  return rows;
}
