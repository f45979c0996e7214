import {
  type CallContext,
  type CallOptions,
  ChatError,
  type ChatRequest,
  type ChatResponse,
  type ChatTransport,
  endAttempt,
  openScope,
  type Scope,
} from '@scillm/core';
import { beginJsonCall } from './ask/begin-json-call.ts';
import type { Ask, JsonCall } from './ask/json-call.ts';
import { chatErrorOf, contextOf } from './ask/with-context.ts';
import { toolCallError } from './complete-json.ts';
import type { DeepPartial } from './deep-partial.ts';
import type { JsonOptions } from './json-options.ts';
import { WRAPPER } from './ladder/wrap-schema.ts';
import { StreamedAnswer } from './stream/streamed-answer.ts';

/** What can be read of an answer so far, or the validated value that it ended with. */
export type JsonChunk<T> =
  | {
      /** Not validated. It only grows, except where an answer is begun anew. */
      readonly partial: DeepPartial<T>;
      readonly done: false;
    }
  | {
      readonly value: T;
      /** The answer that the value was read from, as `completeJson` gives it. */
      readonly response: ChatResponse;
      readonly done: true;
    };

/**
 * Asks a transport for JSON and gives what can be read of it as it comes, then the validated value.
 * An answer that does not fit is asked for again, whole. Nothing is sent before the first read;
 * leaving the loop closes the connection. Throws what `completeJson` rejects with.
 */
export function streamJson<T = unknown>(
  transport: ChatTransport,
  request: ChatRequest,
  options: JsonOptions<T> = {},
  callOptions?: CallOptions | CallContext,
): AsyncIterableIterator<JsonChunk<T>, undefined> {
  let scope: Scope | undefined;
  let isLeft = false;

  async function* run(): AsyncGenerator<JsonChunk<T>, undefined> {
    const context = contextOf(callOptions);
    scope = openScope(context);
    try {
      const call = beginJsonCall(transport, request, options, scope.context);
      yield* chunksOf<T>(transport, call);
      return undefined;
    } catch (error) {
      throw chatErrorOf(error, context);
    } finally {
      scope.close();
      endAttempt(context);
    }
  }

  const chunks = run();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        return await chunks.next();
      } catch (error) {
        if (isLeft) return { value: undefined, done: true };
        throw error;
      }
    },
    async return() {
      isLeft = true;
      // A read under way ends with it; the generator alone would wait for the next chunk.
      scope?.end(new ChatError('aborted', 'The reader left the stream.'));
      if (scope === undefined && callOptions && 'trail' in callOptions) endAttempt(callOptions);
      await chunks.return(undefined).catch(() => undefined);
      return { value: undefined, done: true };
    },
  };
}

async function* chunksOf<T>(
  transport: ChatTransport,
  call: JsonCall,
): AsyncGenerator<JsonChunk<T>, undefined> {
  let hasStreamed = false;
  for (;;) {
    const ask = call.next();
    let response: ChatResponse;
    try {
      response = hasStreamed
        ? await transport.complete(ask.request, ask.context)
        : yield* streamed<T>(transport, call, ask);
    } catch (error) {
      call.failed(error);
      continue;
    }
    hasStreamed = true;
    const answer = await call.answered(response);
    if (answer === undefined) continue;
    if (answer.isToolCall) throw toolCallError(answer.response);
    yield { value: answer.value as T, response: answer.response, done: true };
    return undefined;
  }
}

async function* streamed<T>(
  transport: ChatTransport,
  { rung, isWrapped }: JsonCall,
  { request, context }: Ask,
): AsyncGenerator<JsonChunk<T>, ChatResponse> {
  const answer = new StreamedAnswer(rung);
  for await (const chunk of await transport.stream(request, context)) {
    if (!answer.add(chunk)) continue;
    const partial = isWrapped ? inside(answer.partial) : answer.partial;
    if (partial !== undefined) yield { partial: partial as DeepPartial<T>, done: false };
  }
  return answer.read();
}

/** What is there of the value in its wrapper; a model may leave the wrapper out. */
function inside(partial: unknown): unknown {
  if (typeof partial !== 'object' || partial === null || Array.isArray(partial)) return partial;
  return (partial as { readonly [WRAPPER]?: unknown })[WRAPPER];
}
