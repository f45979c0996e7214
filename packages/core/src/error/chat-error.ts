import type { Attempt } from '../chat/attempt.ts';
import type { ErrorCode } from './error-code.ts';
import { LONGEST_MESSAGE } from './fit-message.ts';

/** What a {@link ChatError} may carry beside its code and message. */
export interface ChatErrorDetails {
  /** A finer word for the code: `capacity`, `connect`, `no_finish` … */
  readonly reason?: string | undefined;
  /** HTTP status, where there was one. */
  readonly status?: number | undefined;
  /** How long the backend asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
  readonly provider?: string | undefined;
  readonly deployment?: string | undefined;
  /** The backend's own id of the request, for its support. */
  readonly requestId?: string | undefined;
  /** Every try of the call so far. @default [] */
  readonly attempts?: readonly Attempt[] | undefined;
  /** The last error of each deployment, in the order they were asked. */
  readonly errors?: readonly ChatError[] | undefined;
  /** What had been received before a stream broke, or the answer that did not validate. */
  readonly partial?: string | undefined;
  /** What the server said on `x-should-retry`, where it said anything. */
  readonly shouldRetry?: boolean | undefined;
  readonly cause?: unknown;
}

const MARKER = Symbol.for('scillm.ChatError');

/**
 * The only error that leaves a transport, a policy, the router or the facade. The message names the
 * subject, what happened and what to do, in 300 characters at most; it holds no key, prompt or body.
 */
export class ChatError extends Error {
  override readonly name: string = 'ChatError';
  readonly code: ErrorCode;
  declare readonly reason?: string;
  declare readonly status?: number;
  declare readonly retryAfterMs?: number;
  declare readonly provider?: string;
  declare readonly deployment?: string;
  declare readonly requestId?: string;
  readonly attempts: readonly Attempt[];
  declare readonly errors?: readonly ChatError[];
  declare readonly partial?: string;
  declare readonly shouldRetry?: boolean;

  constructor(code: ErrorCode, message: string, details: ChatErrorDetails = {}) {
    const { cause, attempts = [], ...rest } = details;
    super(shorten(message), cause === undefined ? undefined : { cause });
    this.code = code;
    this.attempts = attempts;
    for (const [field, value] of Object.entries(rest)) {
      if (value !== undefined) Object.assign(this, { [field]: value });
    }
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Whether a value is a ChatError of this or any other copy of the library. */
  static is(value: unknown): value is ChatError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }

  /** The value itself if it is a ChatError, else an `internal` one that has it as its cause. */
  static from(value: unknown, subject: string): ChatError {
    if (ChatError.is(value)) return value;
    return new ChatError(
      'internal',
      `${subject} failed in a way it should not. This is a bug; see the cause.`,
      {
        cause: value,
      },
    );
  }

  /** The same error with other details; code, message, stack and what is not named stay. */
  with(details: ChatErrorDetails): ChatError {
    const { code, message, reason, status, retryAfterMs, provider, deployment, requestId } = this;
    const { attempts, errors, partial, shouldRetry, cause } = this;
    const copy = new ChatError(code, message, {
      reason,
      status,
      retryAfterMs,
      provider,
      deployment,
      requestId,
      attempts,
      errors,
      partial,
      shouldRetry,
      cause,
      ...details,
    });
    if (this.stack !== undefined) copy.stack = this.stack;
    return copy;
  }
}

function shorten(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE - 1)}…`;
}
