import type { Mode } from './mode.ts';

/** The environment of a notebook's process. */
export type Environment = { readonly [name: string]: string };

/** Names of variables that a notebook may get from the user; `*` stands for any ending. */
export interface PassList {
  /** In every mode. */
  readonly all: readonly string[];
  /** In `live` mode too. */
  readonly live: readonly string[];
}

/** The variables that notebooks get; `catalog.json` may list others. */
export const PASS: PassList = {
  all: ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_*', 'NODE_V8_COVERAGE'],
  live: [
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
  ],
};

/** What of the user's environment a notebook may see in a mode. Nothing else ever reaches it. */
export function allowEnvironment(
  env: { readonly [name: string]: string | undefined },
  mode: Mode,
  pass: PassList = PASS,
): Environment {
  return pick(env, mode === 'live' ? [...pass.all, ...pass.live] : pass.all);
}

/**
 * The whole environment of a notebook's process, made from one that was prepared for the mode: a
 * simulator's variables are `live` names too, so every allowed name passes, whatever the mode.
 */
export function childEnvironment(
  env: { readonly [name: string]: string | undefined },
  mode: Mode,
  pass: PassList = PASS,
): Environment {
  return {
    ...pick(env, [...pass.all, ...pass.live]),
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
