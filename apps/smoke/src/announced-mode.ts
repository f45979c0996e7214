import { liveKeys, MODE_SENTENCES, type Mode, resolveMode } from '@scillm/notebook-runner';

/** Decides the mode and says it before anything runs; live names the variables that made it so. */
export function announcedMode(
  env: { readonly [name: string]: string | undefined },
  print: (line: string) => void,
): Mode {
  const mode = resolveMode(undefined, env);
  const keys = liveKeys(env);
  print(
    mode === 'live' && keys.length > 0
      ? `live: real services, your keys (${keys.join(', ')})`
      : MODE_SENTENCES[mode],
  );
  return mode;
}
