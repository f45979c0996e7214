/** Where a run's answers come from. */
export type Mode = 'live' | 'embedded' | 'replay';

/** The modes, in the order of their documentation. */
export const MODES: readonly Mode[] = ['live', 'embedded', 'replay'];

/** What snapshots and pages say about a mode. */
export const MODE_SENTENCES: { readonly [M in Mode]: string } = {
  live: 'live: answers come from real services',
  embedded: 'embedded: answers come from @scillm/simulator, not from a model',
  replay: 'replay: answers come from recordings, not from a service',
};

/** Which of the variables that make `auto` choose `live` are set. */
export function liveKeys(env: { readonly [name: string]: string | undefined }): string[] {
  return Object.keys(env)
    .filter((name) => LIVE.test(name) && env[name] !== '')
    .sort();
}

const LIVE =
  /^(CHUTES_API_KEY(_\d+)?|SCILLM_API_BASE(_\d+)?|(OPENAI|ANTHROPIC|PERPLEXITY|CODEX_AGENT)_API_KEY)$/;

/** The mode asked for, or chosen by whether a live key is set. Throws a `RangeError` for an unknown one. */
export function resolveMode(
  asked: string | undefined,
  env: { readonly [name: string]: string | undefined },
): Mode {
  const wanted = asked || env['SCILLM_NOTEBOOK_MODE'] || 'auto';
  if (wanted === 'auto') return liveKeys(env).length > 0 ? 'live' : 'embedded';
  const mode = MODES.find((known) => known === wanted);
  if (mode) return mode;
  throw new RangeError(`There is no mode ${wanted}. Known modes: auto, ${MODES.join(', ')}.`);
}
