import type { AuthStyle } from '../chat/attempt.ts';
import type { HttpHeaders } from '../http/http-headers.ts';
import type { Secret } from '../secret/secret.ts';
import type { ErrorCode } from './error-code.ts';

/** A failing answer as it came: status, headers, and the body parsed if it was JSON, else its text. */
export interface FailedResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: unknown;
}

/** A sentence by which one provider says what others say by code or status. */
export interface ErrorPattern {
  /** Tried on the backend's message; anchor it, unless whole words are meant. */
  readonly test: RegExp;
  readonly code: ErrorCode;
  readonly reason?: string;
  /** Statuses under which the sentence means nothing. @default [] */
  readonly exceptStatus?: readonly number[];
}

/** Who failed, and what its provider knows of its errors. */
export interface ResponseErrorOptions {
  /** The deployment or transport, first word of the message. */
  readonly subject: string;
  readonly provider: string;
  readonly authStyle: AuthStyle;
  /** Time of the caller, for dates in headers. Milliseconds since 1970. */
  readonly nowMs: number;
  /** @default [] */
  readonly patterns?: readonly ErrorPattern[];
  /** Sentences that hold a wait; group 1 is a number of seconds. @default [] */
  readonly retryAfterPatterns?: readonly RegExp[];
  /** The variable that holds the key, for the advice. */
  readonly keyVariable?: string | undefined;
  /** Secrets to remove from the backend's text. @default [] */
  readonly secrets?: readonly Secret[];
}
