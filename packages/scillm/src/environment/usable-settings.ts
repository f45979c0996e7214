import { ChatError, processEnvironment, readSettings, type Settings } from '@scillm/core';

let simulated: Promise<Settings> | undefined;

/**
 * The settings of this process, with at least one base in them. Without one: the simulator's if
 * `SCILLM_SIMULATOR=on` allows it, else `invalid_config` that says what to set.
 */
export async function usableSettings(): Promise<Settings> {
  const settings = readSettings();
  if (settings.bases.length > 0) return settings;
  if (!settings.simulator) throw nothingSet();
  simulated ??= simulate();
  return simulated;
}

async function simulate(): Promise<Settings> {
  const { startSimulator } = await import('@scillm/simulator');
  const simulator = await startSimulator({ keepsProcess: false });
  return readSettings({ ...processEnvironment(), ...simulator.env() });
}

function nothingSet(): ChatError {
  return new ChatError(
    'invalid_config',
    'No base to ask. Set CHUTES_API_KEY, or SCILLM_API_BASE (and SCILLM_API_KEY if it needs one) for any OpenAI-compatible server. SCILLM_SIMULATOR=on tries it without a key.',
  );
}
