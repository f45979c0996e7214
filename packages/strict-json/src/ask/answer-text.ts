import {
  ChatError,
  type ChatRequest,
  type ChatResponse,
  type JsonRung,
  type ResponseChoice,
} from '@scillm/core';

/** What of an answer is to be read as JSON. */
export interface AnswerText {
  readonly raw: string;
  readonly finishReason: ResponseChoice['finish_reason'];
}

/**
 * The text of an answer's first choice: on the tool rung the arguments of the call, else the
 * content. `undefined` where the model calls tools of the request instead of answering. Throws
 * `content_filter` for a refusal and `bad_response` where there is no choice.
 */
export function answerText(
  response: ChatResponse,
  rung: JsonRung,
  { tools = [], functions = [] }: ChatRequest,
): AnswerText | undefined {
  const { servedBy } = response.scillm;
  const [choice] = response.choices;
  if (choice === undefined) {
    throw new ChatError('bad_response', `${servedBy} answered without a choice. Ask another one.`, {
      reason: 'no_choices',
    });
  }
  const { message, finish_reason } = choice;
  if (message.refusal) throw refusalError(servedBy, message.refusal);
  if (finish_reason === 'content_filter') throw refusalError(servedBy, message.content ?? '');
  if (rung === 'tool') {
    const raw = argumentsIn(message);
    // The call is the answer, so a model that stopped for it has finished.
    if (raw !== undefined) return { raw, finishReason: afterCall(finish_reason) };
  } else if (tools.length + functions.length > 0 && hasCalls(message)) {
    return undefined;
  }
  return { raw: message.content ?? '', finishReason: finish_reason };
}

type Message = ResponseChoice['message'];

function argumentsIn({ tool_calls, function_call }: Message): string | undefined {
  const call = tool_calls?.find(({ type }) => type === 'function');
  return call?.type === 'function' ? call.function.arguments : function_call?.arguments;
}

function hasCalls({ tool_calls, function_call }: Message): boolean {
  return Boolean(tool_calls?.length) || Boolean(function_call);
}

function afterCall(reason: AnswerText['finishReason']): AnswerText['finishReason'] {
  return reason === 'tool_calls' || reason === 'function_call' ? 'stop' : reason;
}

function refusalError(servedBy: string, said: string): ChatError {
  return new ChatError(
    'content_filter',
    `${servedBy} declined to answer. Change the request, or set fallbacks.content.`,
    { reason: 'refusal', ...(said === '' ? {} : { partial: said }) },
  );
}
