import type { ResponseChoice } from '../chat/chat-response.ts';
import { ChatError } from '../error/chat-error.ts';
import { checkToolArguments } from './check-tool-arguments.ts';

/** How a transport judges answers. */
export interface CompletionRules {
  /** Whom errors speak of. */
  readonly subject: string;
  /**
   * Whether a finished answer with no text, tool call or refusal is an answer.
   *
   * @default false
   */
  readonly allowEmpty?: boolean;
  /**
   * Whether the arguments of tool calls must be JSON, as in a stream, where what is not may have been
   * cut (S8). Else they are handed on as the model wrote them.
   *
   * @default false
   */
  readonly needsJsonArguments?: boolean;
}

/**
 * Checks by hand that a parsed body is a chat completion that can be used: choices with messages,
 * something in them, and not stopped by a content filter. Throws `bad_response`, `empty_response`
 * or `content_filter`. Returns the choices.
 */
export function checkCompletion(body: unknown, rules: CompletionRules): readonly ResponseChoice[] {
  const choices = choicesOf(body);
  if (choices === undefined) throw noCompletion(rules.subject);
  for (const { finish_reason, message } of choices) {
    checkFinish(finish_reason, message, rules);
    if (rules.needsJsonArguments !== true) continue;
    checkToolArguments(finish_reason, message.tool_calls ?? [], rules.subject);
  }
  return choices;
}

/** The error of a 2xx that is no chat completion. */
export function noCompletion(subject: string, reason = 'no_choices', cause?: unknown): ChatError {
  return new ChatError(
    'bad_response',
    `${subject} answered 200 with something that is no chat completion. Check the base URL, which should end in /v1.`,
    { reason, status: 200, cause },
  );
}

/** What counts as the content of a finished answer. */
interface FinishedMessage {
  readonly content?: unknown;
  readonly refusal?: unknown;
  readonly tool_calls?: readonly unknown[] | null | undefined;
  readonly function_call?: unknown;
}

/** Throws if a finished choice was stopped by a filter, or says `stop` with nothing said. */
export function checkFinish(
  finishReason: unknown,
  message: FinishedMessage,
  { subject, allowEmpty = false }: CompletionRules,
): void {
  if (finishReason === 'content_filter') {
    throw new ChatError(
      'content_filter',
      `${subject} stopped its answer by its content filter. Change the input, or set fallbacks.content.`,
      {
        ...(typeof message.content === 'string' && message.content !== ''
          ? { partial: message.content }
          : {}),
      },
    );
  }
  if (finishReason !== 'stop' || allowEmpty || hasContent(message)) return;
  throw new ChatError(
    'empty_response',
    `${subject} finished without saying anything. Try again, or use another model.`,
  );
}

function hasContent({ content, refusal, tool_calls, function_call }: FinishedMessage): boolean {
  return (
    isFilled(content) ||
    isFilled(refusal) ||
    (tool_calls?.length ?? 0) > 0 ||
    Boolean(function_call)
  );
}

function isFilled(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || (Array.isArray(value) && value.length > 0);
}

function choicesOf(body: unknown): readonly ResponseChoice[] | undefined {
  const choices = (body as { choices?: unknown } | null)?.choices;
  if (!Array.isArray(choices) || choices.length === 0) return undefined;
  const areWhole = choices.every(
    (choice) => typeof choice?.message === 'object' && choice.message !== null,
  );
  return areWhole ? choices : undefined;
}
