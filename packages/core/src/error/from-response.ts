import { headerValues } from '../http/http-headers.ts';
import { ChatError } from './chat-error.ts';
import { classify } from './classify.ts';
import { readErrorEnvelope } from './error-envelope.ts';
import { redact } from './redact.ts';
import type { FailedResponse, ResponseErrorOptions } from './response-error.ts';
import { responseMessage } from './response-message.ts';
import { parseRetryAfter } from './retry-after.ts';

const LONGEST_BACKEND_TEXT = 500;
const LONGEST_REQUEST_ID = 128;

/**
 * The ChatError of a failing HTTP answer. The code comes from the body's own code, its type, the
 * provider's patterns, then the status. What the backend wrote, redacted and cut, is the `cause`;
 * the message is ours.
 */
export function fromResponse(response: FailedResponse, options: ResponseErrorOptions): ChatError {
  const { status, headers, body } = response;
  const envelope = readErrorEnvelope(body);
  const found = classify(status, envelope, options.patterns ?? []);
  const retryAfterMs = parseRetryAfter(headers, {
    nowMs: options.nowMs,
    isRateLimit: found.code === 'rate_limit',
    message: envelope.message,
    patterns: options.retryAfterPatterns ?? [],
  });
  const clean = (text: string): string => redact(text, options.secrets);
  const text = clean(envelope.message).slice(0, LONGEST_BACKEND_TEXT);
  const param = envelope.param === undefined ? undefined : clean(envelope.param);
  const requestId =
    headerValues(headers, 'x-request-id')[0] ?? headerValues(headers, 'request-id')[0];
  return new ChatError(
    found.code,
    responseMessage({ ...found, status, retryAfterMs, param }, options),
    {
      reason: found.reason,
      status,
      retryAfterMs,
      provider: options.provider,
      deployment: options.subject,
      requestId:
        requestId === undefined ? undefined : clean(requestId).slice(0, LONGEST_REQUEST_ID),
      shouldRetry: shouldRetry(headerValues(headers, 'x-should-retry')[0]),
      cause: text === '' ? undefined : new Error(text),
    },
  );
}

function shouldRetry(value: string | undefined): boolean | undefined {
  return value === 'true' || value === 'false' ? value === 'true' : undefined;
}
