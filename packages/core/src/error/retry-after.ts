import { type HttpHeaders, headerValues } from '../http/http-headers.ts';
import { parseHttpDate } from './http-date.ts';

/** What {@link parseRetryAfter} needs to know beside the headers. */
export interface RetryAfterOptions {
  /** The caller's time, used where the answer has no valid `Date`. Milliseconds since 1970. */
  readonly nowMs: number;
  /** Whether spent `x-ratelimit-*` and `anthropic-ratelimit-*` counters count: for `rate_limit` only. */
  readonly isRateLimit: boolean;
  /** The backend's message, for the patterns. @default '' */
  readonly message?: string;
  /** Patterns of the provider; group 1 is a number of seconds. @default [] */
  readonly patterns?: readonly RegExp[];
}

const LONGEST_MS = 7 * 24 * 3_600_000;
const NUMBER = /^\d+(\.\d+)?(e\d+)?$/i;

/**
 * How long the backend asks to be left alone, in milliseconds; `undefined` if it does not say so in
 * a form that can be trusted. The first source that parses wins: `retry-after-ms`,
 * `x-ms-retry-after-ms`, `retry-after` (seconds or a date), spent rate-limit counters, the
 * provider's patterns. Of a repeated header the longest wait counts; 7 days is the most.
 */
export function parseRetryAfter(
  headers: HttpHeaders,
  options: RetryAfterOptions,
): number | undefined {
  const nowMs = responseDate(headers) ?? options.nowMs;
  const found =
    longest(headerValues(headers, 'retry-after-ms').map(milliseconds)) ??
    longest(headerValues(headers, 'x-ms-retry-after-ms').map(milliseconds)) ??
    longest(headerValues(headers, 'retry-after').map((value) => secondsOrDate(value, nowMs))) ??
    (options.isRateLimit ? longest(spentCounters(headers, nowMs)) : undefined) ??
    fromPatterns(options.message ?? '', options.patterns ?? []);
  return found === undefined ? undefined : Math.min(Math.round(found), LONGEST_MS);
}

function responseDate(headers: HttpHeaders): number | undefined {
  const [date] = headerValues(headers, 'date');
  return date === undefined ? undefined : parseHttpDate(date.trim());
}

function longest(waits: readonly (number | undefined)[]): number | undefined {
  const valid = waits.filter((wait) => wait !== undefined);
  return valid.length === 0 ? undefined : Math.max(...valid);
}

function milliseconds(text: string): number | undefined {
  const trimmed = text.trim();
  if (!NUMBER.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

function secondsOrDate(text: string, nowMs: number): number | undefined {
  const seconds = milliseconds(text);
  if (seconds !== undefined) return seconds * 1000;
  const date = parseHttpDate(text.trim());
  return date === undefined ? undefined : Math.max(0, date - nowMs);
}

/** `x-ratelimit-reset-<what>` pairs with `-remaining-<what>`; Anthropic writes the words the other way. */
const COUNTERS: readonly {
  readonly remaining: RegExp;
  readonly reset: (what: string) => string;
}[] = [
  { remaining: /^x-ratelimit-remaining-(.+)$/, reset: (what) => `x-ratelimit-reset-${what}` },
  {
    remaining: /^anthropic-ratelimit-(.+)-remaining$/,
    reset: (what) => `anthropic-ratelimit-${what}-reset`,
  },
];

function spentCounters(headers: HttpHeaders, nowMs: number): readonly (number | undefined)[] {
  return Object.keys(headers).flatMap((name) => {
    if (!headerValues(headers, name).some((value) => value.trim() === '0')) return [];
    return COUNTERS.flatMap(({ remaining, reset }) => {
      const what = remaining.exec(name)?.[1];
      return what === undefined
        ? []
        : headerValues(headers, reset(what)).map((value) => untilReset(value, nowMs));
    });
  });
}

/** Durations as `1h2m3.5s`, `6m0s`, `12ms`. */
const DURATION =
  /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;
const DURATION_UNITS_MS = [3_600_000, 60_000, 1000, 1];

function untilReset(text: string, nowMs: number): number | undefined {
  const trimmed = text.trim();
  const parts = trimmed === '' ? null : DURATION.exec(trimmed);
  if (parts === null) return secondsOrDate(trimmed, nowMs);
  return DURATION_UNITS_MS.reduce(
    (sum, unitMs, index) => sum + Number(parts[index + 1] ?? 0) * unitMs,
    0,
  );
}

function fromPatterns(message: string, patterns: readonly RegExp[]): number | undefined {
  for (const pattern of patterns) {
    const seconds = pattern.exec(message)?.[1];
    const wait = seconds === undefined ? undefined : milliseconds(seconds);
    if (wait !== undefined) return wait * 1000;
  }
  return undefined;
}
