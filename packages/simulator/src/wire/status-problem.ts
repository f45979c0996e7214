import type { Problem } from './problem.ts';

type Row = readonly [message: string, type: string, code: string | null];

const ROWS: ReadonlyMap<number, Row> = new Map<number, Row>([
  [400, ['The request is not valid.', 'invalid_request_error', null]],
  [401, ['Invalid or missing API key.', 'invalid_request_error', 'invalid_api_key']],
  [402, ['Payment required: out of credits.', 'insufficient_quota', 'insufficient_quota']],
  [403, ['This key may not use this resource.', 'permission_error', null]],
  [404, ['Not found.', 'invalid_request_error', null]],
  [408, ['The request took too long to arrive.', 'timeout_error', null]],
  [409, ['The resource is in conflict.', 'conflict_error', null]],
  [413, ['The request body is too large.', 'invalid_request_error', null]],
  [422, ['The request could not be processed.', 'invalid_request_error', null]],
  [425, ['Too early.', 'server_error', null]],
  [429, ['Rate limit reached. Try again later.', 'requests', 'rate_limit_exceeded']],
  [501, ['Not implemented.', 'server_error', null]],
  [503, ['Service temporarily unavailable.', 'server_error', null]],
  [504, ['The upstream did not answer in time.', 'server_error', null]],
  [529, ['Overloaded.', 'overloaded_error', null]],
]);

const CLIENT_FAULT: Row = ['The request was refused.', 'invalid_request_error', null];
const SERVER_FAULT: Row = [
  'The server had an error while processing your request.',
  'server_error',
  null,
];

/** The refusal a service sends with a status when nothing more is known. */
export function statusProblem(status: number): Problem {
  const fallback = status >= 500 ? SERVER_FAULT : CLIENT_FAULT;
  const [message, type, code] = ROWS.get(status) ?? fallback;
  return { status, message, type, code, param: null };
}
