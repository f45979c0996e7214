import type { AuthStyle, CallContext, HttpHeaders } from '@scillm/core';
import { readText } from '@scillm/core/http';
import { authHeader } from './auth-header.ts';
import type { Endpoint } from './endpoint.ts';

/** What a base said of itself. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** The parsed body; its text where it is not JSON. */
  readonly body: unknown;
}

const LONGEST_MS = 5000;
const MOST_BYTES = 16 * 1024 * 1024;

/** `GET {origin}{path}` in one header style. Rejects with a ChatError; takes 5 s at most. */
export async function getJson(
  endpoint: Endpoint,
  path: string,
  authStyle: AuthStyle,
  context: CallContext,
): Promise<JsonAnswer> {
  const { id, origin, http, key } = endpoint;
  const { status, headers, body } = await http.open({
    method: 'GET',
    origin,
    path,
    headers: ['accept-encoding', 'identity', ...authHeader(authStyle, key), ...endpoint.headers],
    signal: context.signal,
    subject: id,
    timeouts: { connectMs: Math.min(context.timeouts.connectMs, LONGEST_MS), totalMs: LONGEST_MS },
  });
  const text = await readText(body, { maxBytes: MOST_BYTES, beyond: 'fail', subject: id });
  return { status, headers, body: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
