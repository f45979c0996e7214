import {
  type CallContext,
  type CallOptions,
  ChatError,
  type ChatRequest,
  type ChatResponse,
  type ChatTransport,
} from '@scillm/core';
import { askUntilFit } from './ask/ask-until-fit.ts';
import { beginJsonCall } from './ask/begin-json-call.ts';
import { contextOf, withContext } from './ask/with-context.ts';
import type { JsonOptions } from './json-options.ts';

/** A validated value, and what it was read from. */
export interface JsonResult<T> {
  /** What the schema made of the model's JSON. */
  readonly value: T;
  /** What the model wrote. */
  readonly raw: string;
  /** The answer as it came. `scillm.json` says how the value was got, `scillm.attempts` by which tries. */
  readonly response: ChatResponse;
}

/**
 * Asks a transport for JSON and gives a validated value. Of several choices the first is read. Asks
 * in the strictest form the backend takes; an answer that does not fit is asked for again, of the
 * same deployment and of another, within one deadline and one budget of attempts.
 *
 * Rejects with `schema_invalid` (reason `truncated`, `invalid`, `unparsable` or `unsafe_key`) and the
 * last answer as `partial`; with `content_filter` where the model refuses; with `invalid_config` for a
 * bad schema; with the transport's own error.
 */
export async function completeJson<T = unknown>(
  transport: ChatTransport,
  request: ChatRequest,
  options: JsonOptions<T> = {},
  callOptions?: CallOptions | CallContext,
): Promise<JsonResult<T>> {
  const context = contextOf(callOptions);
  const { value, raw, response, isToolCall } = await withContext(context, async () => {
    const call = beginJsonCall(transport, request, options, context);
    return await askUntilFit(call, (ask) => transport.complete(ask.request, ask.context));
  });
  if (isToolCall) throw toolCallError(response);
  return { value: value as T, raw, response };
}

/** The error where a model calls tools of the request and no value is to be had. */
export function toolCallError({ scillm: { servedBy, attempts } }: ChatResponse): ChatError {
  return new ChatError(
    'schema_invalid',
    `${servedBy} called a tool of the request instead of answering. Use runTools over strictJson, or set tool_choice: "none".`,
    { reason: 'unparsable', deployment: servedBy, attempts },
  );
}
