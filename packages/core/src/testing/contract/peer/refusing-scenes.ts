import { once } from 'node:events';
import type { RefusingScenario } from '../contract-scenario.ts';
import { chunk, completion, FINISH, ROLE, TEXT_CHUNKS } from './chat-wire.ts';
import type { PeerExchange, Scene } from './peer-exchange.ts';
import { chunks, either, json, openStream, refusal } from './scenes.ts';

const DATE = 'Sun, 22 Nov 2026 10:00:00 GMT';
const MIB = 'x'.repeat(1024 * 1024);
const OVERSIZE_MIB = 72;
const CONTEXT = "This model's maximum context length is 4096 tokens.";

const limited = (headers: { [name: string]: string }): Scene =>
  refusal(429, { code: 'rate_limit_exceeded' }, headers);

/** Sends a plain body with a length that is not its own, and then ends the connection. */
const withLength =
  (differenceBytes: number): Scene =>
  ({ response }) => {
    const body = JSON.stringify(completion());
    const length = Buffer.byteLength(body) + differenceBytes;
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
    response.socket?.end(head + body);
  };

async function oversized(exchange: PeerExchange): Promise<void> {
  const { response, isStream } = exchange;
  if (isStream) openStream(exchange);
  else response.writeHead(200, { 'content-type': 'application/json' });
  response.write(isStream ? 'data: {"x": "' : '{"x": "');
  const closed = once(response, 'close');
  for (let sent = 0; sent < OVERSIZE_MIB && !response.destroyed; sent += 1) {
    if (response.write(MIB)) continue;
    await Promise.race([once(response, 'drain'), closed]);
  }
  response.end();
}

/** The scenes of answers that fail by their status or by what they hold. */
export const REFUSING_SCENES: { readonly [Name in RefusingScenario]: Scene } = {
  retry_after_seconds: limited({ 'retry-after': '2' }),
  retry_after_ms: limited({ 'retry-after-ms': '2000', 'retry-after': '9' }),
  retry_after_http_date: limited({ date: DATE, 'retry-after': 'Sun, 22 Nov 2026 10:00:02 GMT' }),
  retry_after_iso_date: limited({ date: DATE, 'retry-after': '2026-11-22T10:00:02Z' }),
  spent_counters: limited({
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': '2s',
    'x-ratelimit-remaining-tokens': '90',
    'x-ratelimit-reset-tokens': '6m0s',
  }),
  rate_limit: refusal(429),
  unavailable_503: refusal(503),
  overloaded_529: refusal(529),
  capacity_500: refusal(500, { message: 'No Capacity left.' }),
  server_error_500: refusal(500),
  quota_402: refusal(402),
  quota_429: refusal(429, { code: 'insufficient_quota' }),
  unauthorized_401: refusal(401),
  forbidden_403: refusal(403),
  no_model_404: refusal(404, { code: 'model_not_found' }),
  context_length: refusal(400, { code: 'context_length_exceeded', message: CONTEXT }),
  content_filter_400: refusal(400, { code: 'content_filter' }),
  content_filter_finish: either(
    json(completion({ content: 'Gr' }, 'content_filter')),
    chunks(ROLE, ...TEXT_CHUNKS, chunk({}, 'content_filter')),
  ),
  feature_400: refusal(400, { param: 'response_format' }),
  feature_422: refusal(422, { param: 'tools' }),
  invalid_400: refusal(400, { param: 'temperature' }),
  redirect: ({ response, strayUrl }) => {
    response.writeHead(307, { location: `${strayUrl}/chat/completions` }).end();
  },
  error_in_200: json({ error: { message: 'No.', code: 429 } }),
  html: ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>');
  },
  empty_body: ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end();
  },
  empty_answer: either(json(completion({ content: '' })), chunks(ROLE, FINISH)),
  reset: ({ response }) => {
    response.socket?.resetAndDestroy();
  },
  content_length_long: withLength(20),
  content_length_short: withLength(-20),
  compressed_garbage: (exchange) => {
    const type = exchange.isStream ? 'text/event-stream' : 'application/json';
    exchange.response
      .writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' })
      .end('no gzip at all');
  },
  oversized,
};
