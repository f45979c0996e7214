import type { ErrorCode } from '../../../error/error-code.ts';
import type { ContractScenario } from '../contract-scenario.ts';
import type { Operation } from '../operations.ts';

/** One fault that a backend shows at once, and what a transport makes of it. */
export interface FaultRow {
  readonly play: ContractScenario;
  /** In words, for the title. */
  readonly fault: string;
  /** The codes that are right. */
  readonly codes: readonly ErrorCode[];
  readonly reason?: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  /** @default both operations */
  readonly only?: readonly Operation['name'][];
}

const limited = { codes: ['rate_limit'], status: 429, retryAfterMs: 2000 } as const;
const busy = { codes: ['rate_limit'], reason: 'capacity' } as const;
const streamCut = { codes: ['stream_cut'], only: ['stream'] } as const;
/** How HTTP that is broken may be told. */
const brokenHttp = { codes: ['bad_response', 'network'] } as const;

/** Section 14 of the specification as a bare transport meets it, but for what takes time. */
export const FAULT_ROWS: readonly FaultRow[] = [
  { play: 'retry_after_seconds', fault: '429 with seconds to wait', ...limited },
  { play: 'retry_after_ms', fault: '429 with milliseconds to wait', ...limited },
  { play: 'retry_after_http_date', fault: '429 with an HTTP date', ...limited },
  { play: 'retry_after_iso_date', fault: '429 with an ISO date', ...limited },
  { play: 'spent_counters', fault: '429 with spent counters', ...limited },
  { play: 'rate_limit', fault: '429 without a wait', codes: ['rate_limit'], status: 429 },
  { play: 'unavailable_503', fault: '503', status: 503, ...busy },
  { play: 'overloaded_529', fault: '529', status: 529, ...busy },
  { play: 'capacity_500', fault: '500 that speaks of capacity', status: 500, ...busy },
  { play: 'server_error_500', fault: '500', status: 500, codes: ['server_error'] },
  { play: 'quota_402', fault: '402', status: 402, codes: ['quota'] },
  { play: 'quota_429', fault: '429 insufficient_quota', status: 429, codes: ['quota'] },
  { play: 'unauthorized_401', fault: '401', status: 401, codes: ['auth'] },
  { play: 'forbidden_403', fault: '403', status: 403, codes: ['auth'] },
  { play: 'no_model_404', fault: '404 for the model', status: 404, codes: ['not_found'] },
  { play: 'context_length', fault: 'an input too long', status: 400, codes: ['context_length'] },
  {
    play: 'content_filter_400',
    fault: 'a filter that stops the request',
    status: 400,
    codes: ['content_filter'],
  },
  {
    play: 'content_filter_finish',
    fault: 'a filter that stops the answer',
    codes: ['content_filter'],
  },
  { play: 'feature_400', fault: '400 naming a feature', status: 400, codes: ['unsupported'] },
  { play: 'feature_422', fault: '422 naming a feature', status: 422, codes: ['unsupported'] },
  { play: 'invalid_400', fault: 'any other 400', status: 400, codes: ['invalid_request'] },
  { play: 'error_in_200', fault: '200 with an error of 429', codes: ['rate_limit'], status: 429 },
  { play: 'html', fault: '200 with a web page', codes: ['bad_response'] },
  { play: 'empty_body', fault: '200 without a body', codes: ['bad_response'] },
  { play: 'empty_answer', fault: 'an answer that says nothing', codes: ['empty_response'] },
  { play: 'reset', fault: 'a reset before the headers', codes: ['network'] },
  {
    play: 'content_length_long',
    fault: 'a body shorter than its length',
    only: ['complete'],
    ...brokenHttp,
  },
  {
    play: 'content_length_short',
    fault: 'a body longer than its length',
    only: ['complete'],
    ...brokenHttp,
  },
  { play: 'compressed_garbage', fault: 'a broken compression', ...brokenHttp },
  { play: 'cut_before_text', fault: 'a cut before the first token', ...streamCut },
  { play: 'no_finish', fault: 'an end without a finish reason', reason: 'no_finish', ...streamCut },
  {
    play: 'end_mark_without_finish',
    fault: 'an end mark without a finish reason',
    reason: 'no_finish',
    ...streamCut,
  },
  { play: 'malformed_many', fault: 'too much that is no JSON', reason: 'malformed', ...streamCut },
  {
    play: 'cut_in_tool_call',
    fault: 'a cut inside a tool call',
    reason: 'socket',
    ...streamCut,
  },
  {
    play: 'tool_arguments_cut',
    fault: 'tool arguments that are not JSON at their finish',
    reason: 'tool_arguments',
    ...streamCut,
  },
  {
    play: 'tool_arguments_length',
    fault: 'tool arguments cut by the token limit',
    codes: ['schema_invalid'],
    reason: 'truncated',
    only: ['stream'],
  },
  {
    play: 'error_before_text',
    fault: 'an error in the stream, before text',
    reason: 'in_band_error',
    ...streamCut,
  },
];
