import { ChatError } from '../error/chat-error.ts';
import { type Environment, variable } from './environment.ts';
import { readVariable } from './read-variable.ts';
import type { SettingRow } from './settings.ts';
import type { Variable } from './variables.ts';

/** The row of a variable; one that is refused says why instead of throwing. */
export function explainVariable<T>(environment: Environment, entry: Variable<T>): SettingRow {
  try {
    return readVariable(environment, entry).row;
  } catch (error) {
    if (!ChatError.is(error)) throw error;
    const name =
      entry.names.find((each) => variable(environment, each) !== undefined) ?? entry.names[0];
    return refusedRow(entry.names[0], name, entry.effect, error);
  }
}

/** The row of a value that is refused. */
export function refusedRow(
  name: string,
  source: string,
  effect: string,
  { message }: ChatError,
): SettingRow {
  return { name, value: 'refused', source: `env:${source}`, effect, problem: message };
}
