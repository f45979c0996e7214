import {
  abortError,
  ChatError,
  checkKey,
  normalizeBaseUrl,
  readSettings,
  redact,
  type Secret,
  systemClock,
} from '@scillm/core';
import { createHttpClient, type HttpClient, readText } from '@scillm/core/http';
import { authHeader } from './auth-header.ts';
import type { KeyStyle } from './auth-memory.ts';

/** Options of {@link authProbe}. */
export interface AuthProbeOptions {
  readonly baseUrl: string;
  readonly apiKey: string | Secret;
  readonly signal?: AbortSignal;
}

/** What a base said to one header style. Holds the style's name, never a header's value. */
export interface AuthProbeResult {
  readonly style: KeyStyle;
  /** HTTP status; 0 if no answer came. */
  readonly status: number;
  /** Whether the status was a 2xx. */
  readonly ok: boolean;
  /** The first 8 models listed. */
  readonly modelIds: readonly string[];
  readonly bodyBytes: number;
  readonly durationMs: number;
  /** What went wrong, where no answer came. */
  readonly error?: string;
}

/** What {@link authProbe} found. */
export interface AuthProbeReport {
  readonly baseUrl: string;
  readonly results: readonly AuthProbeResult[];
  /** The first style that works; `null` if none does. */
  readonly recommended: KeyStyle | null;
}

const PROBE_MS = 5000;
const MOST_BYTES = 16 * 1024 * 1024;
const SHOWN_MODELS = 8;
const NEVER = new AbortController().signal;

/**
 * Asks a base for its models once with `Authorization: Bearer` and once with `x-api-key`, 5 s each,
 * and reports which it takes. Remembers nothing. Rejects with `invalid_config` for a bad URL or key,
 * and with `aborted`; what the base does wrong is in the report.
 */
export async function authProbe({
  baseUrl,
  apiKey,
  signal = NEVER,
}: AuthProbeOptions): Promise<AuthProbeReport> {
  const base = normalizeBaseUrl('baseUrl', baseUrl);
  const key = typeof apiKey === 'string' ? checkKey('apiKey', apiKey.trim()) : apiKey;
  const http = createHttpClient({ proxies: readSettings().proxies });
  try {
    const bearer = await probe(http, base, { style: 'bearer', key, signal });
    const xApiKey = await probe(http, base, { style: 'x-api-key', key, signal });
    const results = [bearer, xApiKey];
    return { baseUrl: base, results, recommended: results.find(({ ok }) => ok)?.style ?? null };
  } finally {
    await http.close();
  }
}

interface Probe {
  readonly style: KeyStyle;
  readonly key: Secret;
  readonly signal: AbortSignal;
}

async function probe(
  http: HttpClient,
  base: string,
  { style, key, signal }: Probe,
): Promise<AuthProbeResult> {
  const startedAtMs = systemClock.now();
  const { origin, pathname } = new URL(`${base}/models`);
  const empty = { style, status: 0, ok: false, modelIds: [], bodyBytes: 0 };
  try {
    const { status, body } = await http.open({
      method: 'GET',
      origin,
      path: pathname,
      headers: ['accept-encoding', 'identity', ...authHeader(style, key)],
      signal,
      subject: base,
      timeouts: { totalMs: PROBE_MS },
    });
    const text = await readText(body, { maxBytes: MOST_BYTES, beyond: 'cut', subject: base });
    const durationMs = systemClock.now() - startedAtMs;
    const isOk = status >= 200 && status < 300;
    return {
      ...empty,
      status,
      ok: isOk,
      modelIds: modelIds(text),
      bodyBytes: Buffer.byteLength(text),
      durationMs,
    };
  } catch (error) {
    if (signal.aborted) throw abortError(signal);
    const message = redact(ChatError.from(error, base).message, [key]);
    return { ...empty, durationMs: systemClock.now() - startedAtMs, error: message };
  }
}

function modelIds(text: string): readonly string[] {
  try {
    const rows: unknown = JSON.parse(text)?.data;
    if (!Array.isArray(rows)) return [];
    const ids = rows.map((row: { readonly id?: unknown } | null) => row?.id);
    return ids.filter((id) => typeof id === 'string').slice(0, SHOWN_MODELS);
  } catch {
    return [];
  }
}
