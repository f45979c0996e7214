import { ChatError, checkKey, processEnvironment, type Secret } from '@scillm/core';
import type { NamedPlace } from '../environment/call-target.ts';

/** Where a command was told to send its call. */
export interface PlaceFlags {
  readonly baseUrl?: string;
  /** Name of the variable that holds the key of that base. */
  readonly keyEnv?: string;
}

/** Where flags send a call. A base on the command line gets the key of the variable named there, and no other. */
export function placeFromFlags({ baseUrl, keyEnv }: PlaceFlags): NamedPlace {
  if (baseUrl === undefined) {
    if (keyEnv === undefined) return {};
    throw new ChatError('invalid_config', '--key-env goes with --base-url. Pass that too.');
  }
  if (keyEnv === undefined) return { baseUrl, keyVariable: HOW_TO_NAME };
  return { baseUrl, apiKey: keyIn(keyEnv), keyVariable: keyEnv };
}

const HOW_TO_NAME = 'a variable and name it with --key-env';

/** The key in a variable. What stands in the place of its name may be a key, so no error repeats it. */
function keyIn(variable: string): Secret {
  if (!/^[A-Za-z_]\w*$/.test(variable)) {
    throw new ChatError(
      'invalid_config',
      '--key-env takes the name of a variable that holds the key, such as GROQ_API_KEY, never the key itself.',
    );
  }
  const text = processEnvironment()[variable]?.trim();
  if (text) return checkKey(variable, text);
  throw new ChatError(
    'invalid_config',
    '--key-env names a variable that is not set. Set it, or put it into a .env file in this folder.',
  );
}
