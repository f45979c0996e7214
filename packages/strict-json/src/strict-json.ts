import {
  type CallContext,
  type ChatResponse,
  type ChatTransport,
  collect,
  completionChunks,
  forkContext,
} from '@scillm/core';
import { askUntilFit } from './ask/ask-until-fit.ts';
import { beginJsonCall } from './ask/begin-json-call.ts';
import type { JsonAnswer } from './ask/json-answer.ts';
import type { Ask } from './ask/json-call.ts';
import { withContext } from './ask/with-context.ts';
import type { JsonOptions } from './json-options.ts';

/**
 * The same transport, whose answers are validated JSON: the content of the one choice is the JSON
 * text, as the model wrote it where nothing was repaired. An answer that calls tools of the request
 * passes as it is. A stream is held until its answer is whole and valid. Rejects as `completeJson`.
 */
export function strictJson<T = unknown>(
  transport: ChatTransport,
  options: JsonOptions<T> = {},
): ChatTransport {
  const ask = (
    request: Ask['request'],
    context: CallContext,
    send: (ask: Ask) => Promise<ChatResponse>,
  ): Promise<ChatResponse> =>
    withContext(context, async () =>
      responseOf(await askUntilFit(beginJsonCall(transport, request, options, context), send)),
    );
  const held = async ({ request, context }: Ask): Promise<ChatResponse> => {
    const inner = forkContext(context, { options: { ...context.options, streamMode: 'hold' } });
    return await collect(await transport.stream(request, inner));
  };
  return {
    id: transport.id,
    ...(transport.pool === undefined ? {} : { pool: transport.pool }),
    complete: (request, context) =>
      ask(request, context, (sent) => transport.complete(sent.request, sent.context)),
    stream: async (request, context) => completionChunks(await ask(request, context, held)),
  };
}

/** The answer with the JSON for its content, whichever way the model gave it. */
function responseOf({ response, text, isToolCall }: JsonAnswer): ChatResponse {
  const [choice] = response.choices;
  if (isToolCall || choice === undefined) return response;
  const { tool_calls: _, function_call: __, ...message } = choice.message;
  const { finish_reason: finish } = choice;
  const finish_reason = finish === 'tool_calls' || finish === 'function_call' ? 'stop' : finish;
  return {
    ...response,
    choices: [{ ...choice, message: { ...message, content: text }, finish_reason }],
  };
}
