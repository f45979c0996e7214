/** Variables by name, as `process.env` has them. */
export type Environment = { readonly [name: string]: string | undefined };

/** The environment of this process: the one place where a library reads it. */
export function processEnvironment(): Environment {
  return process.env;
}

/** A variable's text without the blanks around it; an empty or blank one counts as unset. */
export function variable(environment: Environment, name: string): string | undefined {
  const text = environment[name]?.trim();
  return text === '' ? undefined : text;
}
