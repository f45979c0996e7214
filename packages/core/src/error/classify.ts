import type { ErrorCode } from './error-code.ts';
import type { ErrorPattern } from './response-error.ts';

/** An error code and, where the code has several causes, which. */
export interface Classification {
  readonly code: ErrorCode;
  readonly reason?: string;
}

/** The parts of an error body that are evidence. */
export interface ErrorEnvelope {
  readonly code?: string;
  readonly type?: string;
  readonly param?: string;
  /** `error.message`, `detail`, or the whole text body. */
  readonly message: string;
}

/** What a failing answer means: its own code, its type, the provider's sentences, then the status. */
export function classify(
  status: number,
  envelope: ErrorEnvelope,
  patterns: readonly ErrorPattern[],
): Classification {
  return (
    byWord(envelope.code) ??
    byWord(envelope.type) ??
    byPattern(status, envelope.message, patterns) ??
    byParam(status, envelope.param) ??
    byStatus(status)
  );
}

const WORDS: ReadonlyMap<string, Classification> = new Map<string, Classification>([
  ['rate_limit_exceeded', { code: 'rate_limit' }],
  ['rate_limit_error', { code: 'rate_limit' }],
  ['overloaded_error', { code: 'rate_limit', reason: 'capacity' }],
  ['insufficient_quota', { code: 'quota' }],
  ['invalid_api_key', { code: 'auth' }],
  ['authentication_error', { code: 'auth' }],
  ['permission_error', { code: 'auth' }],
  ['model_not_found', { code: 'not_found' }],
  ['not_found_error', { code: 'not_found' }],
  ['context_length_exceeded', { code: 'context_length' }],
  ['content_filter', { code: 'content_filter' }],
  ['content_policy_violation', { code: 'content_filter' }],
]);

function byWord(word: string | undefined): Classification | undefined {
  if (word === undefined) return undefined;
  return WORDS.get(word) ?? (word.startsWith('billing_') ? { code: 'quota' } : undefined);
}

function byPattern(
  status: number,
  message: string,
  patterns: readonly ErrorPattern[],
): Classification | undefined {
  const hit = patterns.find(
    ({ test, exceptStatus = [] }) => !exceptStatus.includes(status) && test.test(message),
  );
  if (hit === undefined) return undefined;
  return hit.reason === undefined ? { code: hit.code } : { code: hit.code, reason: hit.reason };
}

/** Request fields that stand for a feature a backend may lack. */
const FEATURE =
  /^(?:response_format|tools|tool_choice|parallel_tool_calls|image|image_url)\b|\bimage(?:_url)?\b/;

function byParam(status: number, param: string | undefined): Classification | undefined {
  const names = (status === 400 || status === 422) && param !== undefined && FEATURE.test(param);
  return names ? { code: 'unsupported', reason: 'feature' } : undefined;
}

const STATUSES: ReadonlyMap<number, Classification> = new Map<number, Classification>([
  [401, { code: 'auth' }],
  [402, { code: 'quota' }],
  [403, { code: 'auth' }],
  [404, { code: 'not_found' }],
  [408, { code: 'timeout', reason: 'server' }],
  [409, { code: 'server_error' }],
  [410, { code: 'not_found' }],
  [425, { code: 'server_error' }],
  [429, { code: 'rate_limit' }],
  [501, { code: 'unsupported' }],
  [503, { code: 'rate_limit', reason: 'capacity' }],
  [504, { code: 'timeout', reason: 'server' }],
  [529, { code: 'rate_limit', reason: 'capacity' }],
]);

function byStatus(status: number): Classification {
  const known = STATUSES.get(status);
  if (known !== undefined) return known;
  if (status >= 500) return { code: 'server_error' };
  if (status >= 400) return { code: 'invalid_request' };
  if (status >= 300) return { code: 'bad_response', reason: 'redirect' };
  return { code: 'bad_response' };
}
