import { type ModelCaps, modelCaps } from './model-caps.ts';
import { decimal, duration, flag, integer, list, type Parser, words } from './parsers.ts';

/** One variable of the environment contract. */
export interface Variable<T> {
  /** Its names; the first that is set counts. */
  readonly names: readonly [string, ...string[]];
  readonly parse: Parser<T>;
  /** What to write instead of a bad value, as the end of "Use …". */
  readonly use: string;
  readonly fallback: T;
  readonly effect: string;
  /** The unit in which the value is shown. @default none */
  readonly unit?: 'ms';
  /** The value as text. @default what `String` makes of it */
  readonly show?: (value: T) => string;
}

const DURATION = 'seconds, or a number with ms, s, m or h, such as 45 or 250ms';
const FLAG = '1 or 0';

function time(names: [string, ...string[]], fallback: number, effect: string): Variable<number> {
  return { names, parse: duration, use: DURATION, fallback, effect, unit: 'ms' };
}

function count(
  names: [string, ...string[]],
  [lowest, highest]: readonly [number, number],
  fallback: number,
  effect: string,
): Variable<number> {
  const use = `a whole number from ${lowest} to ${highest}`;
  return { names, parse: integer(lowest, highest), use, fallback, effect };
}

function share(name: string, fallback: number, effect: string): Variable<number> {
  return { names: [name], parse: decimal(0, 1), use: 'a number from 0 to 1', fallback, effect };
}

/** One entry for each setting that a single variable holds. */
export interface VariableTable {
  readonly maxRetries: Variable<number>;
  readonly retryAfterMs: Variable<number>;
  readonly attemptMs: Variable<number>;
  readonly connectMs: Variable<number>;
  readonly firstTokenMs: Variable<number>;
  readonly idleMs: Variable<number>;
  readonly deadlineMs: Variable<number>;
  readonly maxAttempts: Variable<number>;
  readonly maxRetryAfterMs: Variable<number>;
  readonly canonicalizeAuth: Variable<boolean>;
  readonly cooldown429Ms: Variable<number | undefined>;
  readonly requireNonemptyKeys: Variable<readonly string[]>;
  readonly rateLimitPerSecond: Variable<number>;
  readonly simulator: Variable<boolean>;
  readonly defaultModel: Variable<string | undefined>;
  readonly modelCaps: Variable<ModelCaps>;
  readonly utilisationTtlMs: Variable<number>;
  readonly utilisationHigh: Variable<number>;
  readonly utilisationLow: Variable<number>;
  readonly utilisationSamples: Variable<number>;
  readonly tenacious: Variable<boolean>;
  readonly maxWallTimeMs: Variable<number>;
  readonly disableAiohttp: Variable<boolean>;
  readonly forceHttpxStream: Variable<boolean>;
}

/** The variables that hold one value each; bases, keys and pins are read by `readBases`. */
export const VARIABLES: VariableTable = {
  maxRetries: count(
    ['SCILLM_MAX_RETRIES', 'LITELLM_MAX_RETRIES'],
    [0, 20],
    2,
    'retries on each deployment',
  ),
  retryAfterMs: time(
    ['SCILLM_RETRY_AFTER', 'LITELLM_RETRY_AFTER'],
    500,
    'shortest computed wait before a retry',
  ),
  attemptMs: time(['SCILLM_TIMEOUT', 'LITELLM_TIMEOUT'], 120_000, 'time limit of one attempt'),
  connectMs: time(['SCILLM_CONNECT_TIMEOUT'], 5000, 'time limit of dialling'),
  firstTokenMs: time(
    ['SCILLM_FIRST_TOKEN_TIMEOUT'],
    10_000,
    'streams: time limit until the first token',
  ),
  idleMs: time(['SCILLM_IDLE_TIMEOUT'], 15_000, 'streams: time limit between tokens'),
  deadlineMs: time(['SCILLM_DEADLINE'], 300_000, 'time limit of a whole call'),
  maxAttempts: count(['SCILLM_MAX_ATTEMPTS'], [1, 1000], 6, 'tries of every kind in one call'),
  maxRetryAfterMs: time(
    ['SCILLM_MAX_RETRY_AFTER'],
    10_000,
    'longest wait a backend may ask for and get',
  ),
  canonicalizeAuth: {
    names: ['SCILLM_CHUTES_CANONICALIZE_OPENAI_AUTH'],
    parse: flag,
    use: FLAG,
    fallback: false,
    effect: 'on 401 to Bearer, tries x-api-key once and remembers what works',
  },
  cooldown429Ms: {
    names: ['SCILLM_COOLDOWN_429_S'],
    parse: duration,
    use: DURATION,
    fallback: undefined,
    effect: 'how long a deployment rests after a 429 that names no wait',
    unit: 'ms',
  },
  rateLimitPerSecond: {
    names: ['SCILLM_RATE_LIMIT_QPS'],
    parse: decimal(0, Number.POSITIVE_INFINITY),
    use: 'a number >= 0, such as 2 (0 turns it off)',
    fallback: 0,
    effect: 'starts of calls per second in each quota pool; 0 is no limit',
  },
  requireNonemptyKeys: {
    names: ['SCILLM_REQUIRE_NONEMPTY_KEYS'],
    parse: list,
    use: 'paths between commas, such as title, items[].title, **.title',
    fallback: [],
    effect: 'JSON answers: empty or blank text at these places becomes null',
    show: (paths) => (paths.length === 0 ? 'unset' : paths.join(', ')),
  },
  simulator: {
    names: ['SCILLM_SIMULATOR'],
    parse: flag,
    use: 'on or off',
    fallback: false,
    effect: 'answers from the simulator when no base and no key is set',
  },
  defaultModel: {
    names: ['SCILLM_DEFAULT_MODEL', 'SCILLM_MODEL'],
    parse: words,
    use: 'a model or route name',
    fallback: undefined,
    effect: 'model of a call that names none',
  },
  modelCaps: {
    names: ['SCILLM_MODEL_CAPS_JSON'],
    parse: modelCaps,
    use: 'JSON such as {"org/model": {"vlm": true, "tools": false, "json": true, "maxInputTokens": 8192}}',
    fallback: new Map(),
    effect: 'what models can do, where their listing is wrong or silent',
    show: (caps) => (caps.size === 0 ? 'unset' : [...caps.keys()].join(', ')),
  },
  utilisationTtlMs: time(
    ['SCILLM_UTIL_TTL_S'],
    45_000,
    'how long listings and utilisation count as fresh',
  ),
  utilisationHigh: share('SCILLM_UTIL_HI', 0.85, 'utilisation from which a model counts as busy'),
  utilisationLow: share('SCILLM_UTIL_LO', 0.5, 'utilisation up to which it counts as idle again'),
  utilisationSamples: count(
    ['SCILLM_UTIL_K'],
    [1, 1000],
    2,
    'samples in a row that turn a model busy or idle',
  ),
  tenacious: {
    names: ['SCILLM_TENACIOUS'],
    parse: flag,
    use: FLAG,
    fallback: false,
    effect: 'direct calls are retried until the wall time is over',
  },
  maxWallTimeMs: time(['SCILLM_MAX_WALL_TIME_S'], 21_600_000, 'time limit of a tenacious call'),
  disableAiohttp: compatibility('SCILLM_DISABLE_AIOHTTP'),
  forceHttpxStream: compatibility('SCILLM_FORCE_HTTPX_STREAM'),
};

function compatibility(name: string): Variable<boolean> {
  const effect = 'accepted for compatibility; HTTP here is always undici';
  return { names: [name], parse: flag, use: FLAG, fallback: false, effect };
}
