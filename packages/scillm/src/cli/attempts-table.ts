import type { Attempt } from '@scillm/core';
import { textTable } from './text-table.ts';

/** The trail of a call, one line an attempt. */
export function attemptsTable(attempts: readonly Attempt[]): string {
  return textTable(
    ['n', 'kind', 'deployment', 'auth', 'outcome', 'code', 'status', 'waited', 'took'],
    attempts.map((attempt) => [
      String(attempt.n),
      attempt.kind,
      attempt.deployment,
      attempt.authStyle,
      attempt.outcome,
      attempt.code ?? '',
      attempt.status === undefined ? '' : String(attempt.status),
      `${Math.round(attempt.waitedMs)} ms`,
      `${Math.round(attempt.durationMs)} ms`,
    ]),
  );
}
