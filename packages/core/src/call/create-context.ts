import type { Clock } from '../clock/clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { readSettings } from '../config/read-settings.ts';
import type { Settings } from '../config/settings.ts';
import { ChatError } from '../error/chat-error.ts';
import type { AttemptPlan, CallContext } from './call-context.ts';
import type { CallOptions } from './call-options.ts';
import type { Cancellation } from './cancellation.ts';
import { buildContext } from './fork-context.ts';
import { SharedSignal } from './shared-signal.ts';

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

const NOBODY: ReadonlySet<string> = new Set();

/** For callers who gave no signal: nobody need listen to it. */
const NEVER: Cancellation & { readonly signal: AbortSignal } = {
  signal: new AbortController().signal,
  aborted: false,
  reason: undefined,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
};

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
    cancellation: options.signal === undefined ? NEVER : SharedSignal.of(options.signal),
    deadline: { atMs, remainingMs: () => Math.max(0, atMs - clock.now()) },
    attempt: 0,
    attempts: { max: options.maxAttempts ?? settings.maxAttempts, used: 0 },
    trail: [],
    idempotencyKey: options.idempotencyKey ?? randomKey(clock),
    plan: DIRECT,
    timeouts:
      options.timeoutMs === undefined ? timeouts : { ...timeouts, attemptMs: options.timeoutMs },
    options,
    avoid: options.avoid === undefined ? NOBODY : new Set(options.avoid),
    clock,
    settings,
    onEvent: options.onEvent,
    ends: { isOver: false, releases: [] },
  });
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

/** Bytes as hex: the key of every call is made of them. */
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

function randomKey(clock: Clock): string {
  return randomWord(clock) + randomWord(clock) + randomWord(clock) + randomWord(clock);
}

function randomWord(clock: Clock): string {
  const bits = Math.floor(clock.random() * 2 ** 32);
  return `${HEX[bits >>> 24]}${HEX[(bits >>> 16) & 255]}${HEX[(bits >>> 8) & 255]}${HEX[bits & 255]}`;
}
