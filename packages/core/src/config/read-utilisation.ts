import { ChatError } from '../error/chat-error.ts';
import type { Environment } from './environment.ts';
import { refusedRow } from './explain-variable.ts';
import { readVariable } from './read-variable.ts';
import type { SettingRow, UtilisationSettings } from './settings.ts';
import { VARIABLES, type Variable } from './variables.ts';

const LOW = 'SCILLM_UTIL_LO';

/** How utilisation is read. Throws `invalid_config` for a bad value, or a low mark above the high one. */
export function readUtilisation(environment: Environment): UtilisationSettings {
  const read = <T>(entry: Variable<T>): T => readVariable(environment, entry).value;
  const high = read(VARIABLES.utilisationHigh);
  const low = read(VARIABLES.utilisationLow);
  if (low > high) {
    throw new ChatError(
      'invalid_config',
      `${LOW} is ${low}, above SCILLM_UTIL_HI, ${high}. Use at most ${high}, or raise SCILLM_UTIL_HI.`,
      { reason: 'order' },
    );
  }
  const ttlMs = read(VARIABLES.utilisationTtlMs);
  return { ttlMs, high, low, samples: read(VARIABLES.utilisationSamples) };
}

/** The rows, the one of the low mark refused if it is above the high one. */
export function explainMarks(
  environment: Environment,
  rows: readonly SettingRow[],
): readonly SettingRow[] {
  try {
    readUtilisation(environment);
  } catch (error) {
    if (ChatError.is(error) && error.reason === 'order') {
      return rows.map((row) => (row.name === LOW ? refusedRow(LOW, LOW, row.effect, error) : row));
    }
  }
  return rows;
}
