import type { Timeouts } from '../call/timeout-options.ts';
import { type Environment, processEnvironment } from './environment.ts';
import { explainBases } from './explain-bases.ts';
import { explainVariable } from './explain-variable.ts';
import { readBases } from './read-bases.ts';
import { readProxies } from './read-proxies.ts';
import { explainMarks, readUtilisation } from './read-utilisation.ts';
import { readVariable } from './read-variable.ts';
import type { Settings } from './settings.ts';
import { VARIABLES, type Variable } from './variables.ts';

/**
 * The settings of an environment, by default this process's. Nothing is read before it is used, and
 * each setting only once.
 */
export function readSettings(environment: Environment = processEnvironment()): Settings {
  const read = <T>(entry: Variable<T>): T => readVariable(environment, entry).value;
  const timeouts = (): Timeouts => ({
    connectMs: read(VARIABLES.connectMs),
    firstTokenMs: read(VARIABLES.firstTokenMs),
    idleMs: read(VARIABLES.idleMs),
    attemptMs: read(VARIABLES.attemptMs),
  });
  const settings = {
    explain: () => [
      ...explainMarks(
        environment,
        Object.values(VARIABLES).map((entry) => explainVariable<unknown>(environment, entry)),
      ),
      ...explainBases(environment),
    ],
  };
  return lazily(settings, {
    maxRetries: () => read(VARIABLES.maxRetries),
    retryAfterMs: () => read(VARIABLES.retryAfterMs),
    timeouts,
    deadlineMs: () => read(VARIABLES.deadlineMs),
    maxAttempts: () => read(VARIABLES.maxAttempts),
    maxRetryAfterMs: () => read(VARIABLES.maxRetryAfterMs),
    canonicalizeAuth: () => read(VARIABLES.canonicalizeAuth),
    cooldown429Ms: () => read(VARIABLES.cooldown429Ms),
    rateLimitPerSecond: () => read(VARIABLES.rateLimitPerSecond),
    requireNonemptyKeys: () => read(VARIABLES.requireNonemptyKeys),
    simulator: () => read(VARIABLES.simulator),
    defaultModel: () => read(VARIABLES.defaultModel),
    modelCaps: () => read(VARIABLES.modelCaps),
    utilisation: () => readUtilisation(environment),
    tenacious: () => read(VARIABLES.tenacious),
    maxWallTimeMs: () => read(VARIABLES.maxWallTimeMs),
    bases: () => readBases(environment),
    proxies: () => readProxies(environment),
  });
}

type Getters<T> = { readonly [Key in keyof T]: () => T[Key] };

/** Adds fields that are computed on first use and then stay. */
function lazily<Base extends object, Added extends object>(
  base: Base,
  getters: Getters<Added>,
): Base & Added {
  for (const [key, compute] of Object.entries<() => unknown>(getters)) {
    Object.defineProperty(base, key, {
      configurable: true,
      enumerable: true,
      get() {
        const value = compute();
        Object.defineProperty(base, key, { value, enumerable: true });
        return value;
      },
    });
  }
  return base as Base & Added;
}
