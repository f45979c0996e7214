import { startSimulator } from './start-simulator.ts';

/** The modes a run can be in. */
export type RunMode = 'live' | 'embedded';

/** Options of {@link openMode}. */
export interface OpenModeOptions {
  /**
   * The mode asked for. `auto` is `live` if a variable of a real service is set, else `embedded`;
   * `replay` is refused.
   *
   * @default 'auto'
   */
  readonly mode?: RunMode | 'auto' | 'replay';
  /** The caller's environment variables. Blank ones count as unset. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The name of the notebook, or of whatever runs; errors say it. */
  readonly notebook: string;
  /**
   * A fault script for the simulator of `embedded`. `live` has none, and refuses a script.
   *
   * @default '' (no faults)
   */
  readonly faults?: string;
}

/** A mode made ready. The caller owns it, and closes it after the run. */
export interface OpenedMode {
  /** The mode that holds. */
  readonly mode: RunMode;
  /**
   * The variables to run with. `embedded`: the simulator's, and none of the caller's. `live`: all of
   * the caller's. Both say `SCILLM_NOTEBOOK_MODE`, and `SCILLM_SIMULATOR=off`.
   */
  readonly env: Readonly<Record<string, string>>;
  /** The names of the caller's variables that stand for a real service, sorted; never their values. */
  readonly keys: readonly string[];
  /** Ends what was started; repeatable. */
  close(): Promise<void>;
}

const SERVICE_VARIABLE =
  /^(?:CHUTES_API_KEY|SCILLM_API_BASE)(?:_[1-9]\d?)?$|^(?:OPENAI|ANTHROPIC|PERPLEXITY|CODEX_AGENT)_API_KEY$/u;

/**
 * Decides between the real services and a simulator of its own, and gives the variables for either.
 *
 * Rejects for `replay`, for a mode that does not exist, for faults in `live`, and for a bad script.
 */
export async function openMode(options: OpenModeOptions): Promise<OpenedMode> {
  const { mode = 'auto', env, notebook, faults = '' } = options;
  const keys = Object.keys(env).filter((name) => SERVICE_VARIABLE.test(name) && isSet(env[name]));
  keys.sort();
  const resolved = resolve(mode, keys, notebook);
  const marks = { SCILLM_NOTEBOOK_MODE: resolved, SCILLM_SIMULATOR: 'off' };
  if (resolved === 'live') {
    if (faults !== '') throw new Error(`${notebook} cannot run live with faults. Use embedded.`);
    return {
      mode: resolved,
      env: { ...defined(env), ...marks },
      keys,
      close: async () => undefined,
    };
  }
  const simulator = await startSimulator({ faults });
  const simulated = { ...simulator.env(), ...marks };
  return { mode: resolved, env: simulated, keys, close: () => simulator.close() };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}

function defined(env: OpenModeOptions['env']): Record<string, string> {
  const entries = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

function resolve(mode: string, keys: readonly string[], notebook: string): RunMode {
  if (mode === 'live' || mode === 'embedded') return mode;
  if (mode === 'auto') return keys.length > 0 ? 'live' : 'embedded';
  const advice = 'Use live, embedded or auto.';
  if (mode === 'replay')
    throw new Error(`${notebook} cannot be replayed: this version has no player. ${advice}`);
  throw new Error(`${notebook} cannot run in mode "${mode}". ${advice}`);
}
