import type { Mode } from './mode.ts';

/** The environment of a notebook's process. */
export type Environment = { readonly [name: string]: string };

/** Variables that every notebook gets from the user; `*` stands for any ending. */
export const PASS_ALWAYS: readonly string[] = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'LC_*',
  'NODE_V8_COVERAGE',
];

/** Variables that a notebook gets from the user in `live` mode, beside {@link PASS_ALWAYS}. */
export const PASS_LIVE: readonly string[] = [
  'SCILLM_*',
  'LITELLM_*',
  'CHUTES_*',
  'OPENAI_*',
  'ANTHROPIC_*',
  'PERPLEXITY_*',
  'OPENROUTER_*',
  'CODEX_*',
  'MINI_AGENT_*',
  'CODEWORLD_*',
  'CERTAINLY_*',
  'COQC_CMD',
  'LEAN_*',
  'LEAN4_*',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
];

/** What of the user's environment a notebook may see in a mode. Nothing else ever reaches it. */
export function allowEnvironment(
  env: { readonly [name: string]: string | undefined },
  mode: Mode,
): Environment {
  return pick(env, mode === 'live' ? [...PASS_ALWAYS, ...PASS_LIVE] : PASS_ALWAYS);
}

/**
 * The whole environment of a notebook's process, made from one that was prepared for the mode: a
 * simulator's variables are `live` names too, so every allowed name passes, whatever the mode.
 */
export function childEnvironment(
  env: { readonly [name: string]: string | undefined },
  mode: Mode,
): Environment {
  return {
    ...pick(env, [...PASS_ALWAYS, ...PASS_LIVE]),
    SCILLM_NOTEBOOK_MODE: mode,
    SCILLM_SIMULATOR: 'off',
    TZ: 'UTC',
    NO_COLOR: '1',
  };
}

function pick(
  env: { readonly [name: string]: string | undefined },
  allowed: readonly string[],
): Environment {
  const isAllowed = (name: string): boolean =>
    allowed.some((it) => (it.endsWith('*') ? name.startsWith(it.slice(0, -1)) : name === it));
  const entries = Object.entries(env).filter(([name]) => isAllowed(name));
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
