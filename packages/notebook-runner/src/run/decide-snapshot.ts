import type { Mode } from './mode.ts';
import type { RunStatus } from './notebook-run.ts';

/** What decides where a snapshot goes. */
export interface SnapshotCase {
  readonly status: RunStatus;
  readonly mode: Mode;
  /** Whether an `expect` cell was skipped. */
  readonly hasSkippedExpect: boolean;
  /** The mode of the snapshot that is kept, if there is one. */
  readonly keptMode: Mode | undefined;
  /** Whether this Node writes snapshots. */
  readonly isBaseline: boolean;
  /** Whether a live run may be kept, and an embedded one may replace it. */
  readonly promote: boolean;
}

/**
 * Where a snapshot goes: `replace` the kept one, to the report as `failed` or `live`, `compare` it
 * with the kept one, or to nothing, which `keep`s that.
 */
export type SnapshotDecision = 'replace' | 'failed' | 'live' | 'compare' | 'keep';

/** Decides where a snapshot goes. What failed, or checked less, never replaces what is known to be good. */
export function decideSnapshot(it: SnapshotCase): SnapshotDecision {
  const [, decision = 'replace'] = RULES.find(([applies]) => applies(it)) ?? [];
  return decision;
}

// The first that applies decides.
const RULES: readonly (readonly [(it: SnapshotCase) => boolean, SnapshotDecision])[] = [
  [({ status }) => status === 'failed', 'failed'],
  [({ mode, promote }) => mode === 'live' && !promote, 'live'],
  [({ status, hasSkippedExpect }) => status === 'skipped' || hasSkippedExpect, 'keep'],
  [({ mode, keptMode }) => mode === 'replay' && keptMode !== 'replay', 'compare'],
  [({ mode, keptMode, promote }) => mode === 'embedded' && isReal(keptMode) && !promote, 'keep'],
  [({ isBaseline }) => !isBaseline, 'keep'],
];

function isReal(mode: Mode | undefined): boolean {
  return mode === 'live' || mode === 'replay';
}
