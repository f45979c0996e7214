import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock/clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { readSettings } from '../config/read-settings.ts';
import type { Settings } from '../config/settings.ts';
import { ChatError } from '../error/chat-error.ts';
import type { AttemptPlan, CallContext } from './call-context.ts';
import type { CallOptions } from './call-options.ts';
import { buildContext } from './fork-context.ts';

/** What a call falls back to where its options say nothing. */
export interface ContextDefaults {
  /** @default the environment's */
  readonly settings?: Settings;
  /** @default the machine's own time */
  readonly clock?: Clock;
}

const DIRECT: AttemptPlan = {
  kind: 'first',
  decision: 'direct',
  waitedMs: 0,
  routing: 'direct',
  ordinal: 1,
  revision: 0,
};

/** A signal that never aborts, for callers who gave none. Nothing ever listens to it for long. */
const NEVER = shared(new AbortController().signal);

/** The context of a new call. Throws `invalid_config` for an option that cannot be. */
export function createContext(
  options: CallOptions = {},
  defaults: ContextDefaults = {},
): CallContext {
  checkOptions(options);
  const settings = defaults.settings ?? readSettings();
  const clock = options.clock ?? defaults.clock ?? systemClock;
  const atMs = clock.now() + (options.deadlineMs ?? settings.deadlineMs);
  const timeouts = settings.timeouts;
  return buildContext({
    signal: options.signal === undefined ? NEVER : shared(options.signal),
    deadline: { atMs, remainingMs: () => Math.max(0, atMs - clock.now()) },
    attempt: 0,
    attempts: { max: options.maxAttempts ?? settings.maxAttempts, used: 0 },
    trail: [],
    idempotencyKey: options.idempotencyKey ?? randomKey(clock),
    plan: DIRECT,
    timeouts:
      options.timeoutMs === undefined ? timeouts : { ...timeouts, attemptMs: options.timeoutMs },
    options,
    avoid: new Set(options.avoid),
    clock,
    settings,
    onEvent: options.onEvent,
    ends: { isOver: false, releases: [] },
  });
}

/** The signal, without Node's warning when more than ten attempts listen to it at a time. */
function shared(signal: AbortSignal): AbortSignal {
  if (signal instanceof EventTarget) setMaxListeners(0, signal);
  return signal;
}

const LOWEST: readonly (readonly [keyof CallOptions, number])[] = [
  ['deadlineMs', 0],
  ['timeoutMs', 1],
  ['maxRetries', 0],
  ['maxAttempts', 1],
  ['maxRetryAfterMs', 0],
  ['retryAfterMs', 0],
];

function checkOptions(options: CallOptions): void {
  for (const [name, lowest] of LOWEST) {
    const value = options[name];
    if (value === undefined || (typeof value === 'number' && value >= lowest)) continue;
    throw new ChatError(
      'invalid_config',
      `${name} is ${typeof value === 'string' ? JSON.stringify(value) : String(value)}. Use a number >= ${lowest}.`,
    );
  }
}

function randomKey(clock: Clock): string {
  return Array.from({ length: 4 }, () =>
    Math.floor(clock.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
}
