import type { AttemptRecord } from '../call/record-attempt.ts';
import type { ChatError } from '../error/chat-error.ts';
import type { FailedResponse } from '../error/response-error.ts';
import type { Secret } from '../secret/secret.ts';
import type { CompletionRules } from './check-completion.ts';

/** What reading an answer needs to know of the attempt it belongs to. */
export interface AnswerOptions extends CompletionRules {
  readonly provider: string;
  /** The model asked for. */
  readonly model: string;
  /** Answers asked for; `n` of the request. @default 1 */
  readonly choices?: number;
  readonly record: AttemptRecord;
  /** Keys that must not stand in the trail, should the backend echo them. @default [] */
  readonly secrets?: readonly Secret[];
  /** The provider's reading of a failing answer. */
  readonly describeError: (response: FailedResponse) => ChatError;
  /** Most bytes of a whole answer. @default 64 MiB */
  readonly maxBytes?: number;
}
