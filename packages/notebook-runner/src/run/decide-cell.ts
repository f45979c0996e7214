import type { Environment } from './environment.ts';
import type { Mode } from './mode.ts';

/** Whether a cell runs, by its tags. */
export type CellDecision =
  | { readonly runs: true }
  | {
      readonly runs: false;
      readonly reason: string;
      /** What stands as the cell's output. */
      readonly hint?: string;
    };

/** Decides by its tags whether a cell runs in a mode with an environment. */
export function decideCell(tags: readonly string[], mode: Mode, env: Environment): CellDecision {
  if (tags.includes('skip-execution')) return { runs: false, reason: 'skip-execution' };
  if (tags.includes('embedded-only') && mode !== 'embedded') return wrongMode('embedded', mode);
  if (tags.includes('live-only') && mode === 'embedded') return wrongMode('live', mode);
  const missing = tags
    .filter((tag) => tag.startsWith(REQUIRES))
    .map((tag) => tag.slice(REQUIRES.length).split('|'))
    .filter((alternatives) => !alternatives.some((name) => isSet(name, env[name])));
  if (missing.length === 0) return { runs: true };
  const hint = missingHint(missing);
  return { runs: false, reason: hint, hint };
}

const REQUIRES = 'requires-env:';

function wrongMode(wanted: string, mode: Mode): CellDecision {
  const reason = `runs in ${wanted} mode only, this is ${mode} — skipped.`;
  return { runs: false, reason, hint: reason };
}

function isSet(name: string, value: string | undefined): boolean {
  if (value === undefined || value.trim() === '') return false;
  return !name.startsWith('SCILLM_ALLOW_') || !FALSY.has(value.trim().toLowerCase());
}

const FALSY = new Set(['0', 'false', 'no', 'off']);

/** The hint for variables that are not set: a list of needs, each a list of alternatives. */
function missingHint(needs: readonly (readonly string[])[]): string {
  const names = needs.map((alternatives) => {
    const plain = alternatives.filter((name) => !/_\d+$/.test(name));
    return (plain.length > 0 ? plain : alternatives).join(' or ');
  });
  return `${names.join('/')} not set — skipped. Set it in your shell and rerun.`;
}
