import type { CallContext } from '../call/call-context.ts';
import { type AttemptRecord, recordAttempt } from '../call/record-attempt.ts';
import { servedModel } from '../call/served-model.ts';
import type { ChatChunk, ChunkDelta } from '../chat/chat-chunk.ts';
import type { FunctionToolCall } from '../chat/chat-message.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { ChatResponse, FinishReason, ResponseChoice } from '../chat/chat-response.ts';
import { abortError } from '../error/abort-error.ts';
import { ChatError } from '../error/chat-error.ts';
import type { ChatTransport } from '../transport/chat-transport.ts';

/**
 * What a scripted backend does in one call: answers with a text or with tool calls, fails, never
 * answers, or begins a stream with a text and then fails.
 */
export type ScriptStep = ChatError | 'hang' | ScriptedAnswer;

/** A whole answer, one that breaks after a text, or one that asks for tool calls. */
export type ScriptedAnswer =
  | string
  | { readonly text: string; readonly error: ChatError }
  | ScriptedToolCalls;

/** An answer that asks for tool calls. */
export interface ScriptedToolCalls {
  /** What is said before them. @default none */
  readonly text?: string;
  readonly toolCalls: readonly ScriptedToolCall[];
  /** @default 'tool_calls' */
  readonly finishReason?: FinishReason;
}

/** One tool call of an answer. */
export interface ScriptedToolCall {
  /** @default 'call_1' for the first of an answer, 'call_2' for the second … */
  readonly id?: string;
  readonly name: string;
  /** A value is sent as JSON, a text as it is. */
  readonly arguments: unknown;
}

/** A transport that follows a script and remembers who called. */
export interface ScriptedTransport extends ChatTransport {
  /** Every call, in order. */
  readonly calls: readonly { readonly request: ChatRequest; readonly context: CallContext }[];
}

/** Options of {@link scriptedTransport}. */
export interface ScriptedTransportOptions {
  /** @default 'scripted' */
  readonly id?: string;
  /** @default none: the deployment's id stands in */
  readonly pool?: string;
}

/**
 * A transport without a backend: call k follows step k, and further calls the last one. The text
 * `hang` waits for the signal. Attempts are recorded as a real transport records them.
 */
export function scriptedTransport(
  steps: readonly ScriptStep[],
  { id = 'scripted', pool }: ScriptedTransportOptions = {},
): ScriptedTransport {
  const calls: { request: ChatRequest; context: CallContext }[] = [];

  const begin = async (request: ChatRequest, context: CallContext) => {
    if (context.signal.aborted) throw abortError(context.signal);
    const step = steps[Math.min(calls.length, steps.length - 1)] ?? '';
    calls.push({ request, context });
    const facts = { transport: id, provider: id, base: `script:${id}`, pool: pool ?? id };
    const record = recordAttempt(context, { ...facts, model: request.model, authStyle: 'none' });
    try {
      if (step === 'hang') await untilAborted(record.context.signal);
      if (ChatError.is(step)) throw step;
      record.context.note({ servedModel: servedModel(id, undefined, request.model) });
      return { step, record };
    } catch (error) {
      throw record.fail(error);
    }
  };

  return {
    id,
    ...(pool === undefined ? {} : { pool }),
    calls,
    async complete(request, context) {
      const { step, record } = await begin(request, context);
      if (typeof step === 'object' && 'error' in step) throw record.fail(step.error);
      return completion(request, step, record);
    },
    async stream(request, context) {
      const { step, record } = await begin(request, context);
      if (typeof step === 'object' && 'error' in step && step.text === '') {
        throw record.fail(step.error);
      }
      record.commit();
      return scriptedStream(request, step, record);
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(abortError(signal)), { once: true });
  });
}

type WholeAnswer = string | ScriptedToolCalls;

function completion(request: ChatRequest, step: WholeAnswer, record: AttemptRecord): ChatResponse {
  return {
    id: 'scripted',
    object: 'chat.completion',
    created: 0,
    model: request.model,
    choices: [{ index: 0, message: messageOf(step), finish_reason: finishOf(step) }],
    scillm: record.serve(),
  };
}

function messageOf(step: WholeAnswer): ResponseChoice['message'] {
  if (typeof step === 'string') return { role: 'assistant', content: step };
  return { role: 'assistant', content: step.text ?? null, tool_calls: callsOf(step) };
}

function callsOf({ toolCalls }: ScriptedToolCalls): readonly FunctionToolCall[] {
  return toolCalls.map(({ id, name, arguments: value }, index) => ({
    id: id ?? `call_${index + 1}`,
    type: 'function',
    function: { name, arguments: typeof value === 'string' ? value : JSON.stringify(value) },
  }));
}

function finishOf(step: WholeAnswer): FinishReason {
  return typeof step === 'string' ? 'stop' : (step.finishReason ?? 'tool_calls');
}

/** Like the stream of a real transport it closes its record however it ends, read or not. */
function scriptedStream(
  { model }: ChatRequest,
  answer: ScriptedAnswer,
  record: AttemptRecord,
): AsyncIterableIterator<ChatChunk> {
  const { signal } = record.context;
  const failure = typeof answer === 'object' && 'error' in answer ? answer.error : undefined;
  const chunks = scriptedChunks(model, answer);
  let said = '';
  let isOver = false;
  let error: ChatError | undefined;
  const fail = (thrown: ChatError): void => {
    if (isOver) return;
    isOver = true;
    const failed = record.fail(thrown);
    error = said === '' ? failed : failed.with({ partial: said });
  };
  signal.addEventListener('abort', () => fail(abortError(signal)), { once: true });

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const chunk = isOver ? undefined : chunks.shift();
      if (chunk !== undefined) {
        said += chunk.choices[0]?.delta.content ?? '';
        if (chunk.choices.length > 0) return { value: chunk, done: false };
        isOver = true;
        return { value: { ...chunk, scillm: record.serve() }, done: false };
      }
      if (failure !== undefined) fail(failure);
      if (error !== undefined) throw error;
      return { value: undefined, done: true };
    },
    async return() {
      fail(new ChatError('aborted', 'The reader left the stream.'));
      error = undefined;
      return { value: undefined, done: true };
    },
  };
}

/** The last chunk still lacks its metadata. */
function scriptedChunks(model: string, answer: ScriptedAnswer): ChatChunk[] {
  if (typeof answer === 'object' && 'error' in answer) return contentChunks(model, answer.text);
  const text = typeof answer === 'string' ? answer : answer.text;
  const calls = typeof answer === 'string' ? [] : callsOf(answer);
  return [
    ...(text === undefined ? [] : contentChunks(model, text)),
    ...calls.map((call, index) => chunkOf(model, { tool_calls: [{ index, ...call }] })),
    chunkOf(model, {}, finishOf(answer)),
    { ...envelope(model), choices: [] },
  ];
}

function contentChunks(model: string, text: string): ChatChunk[] {
  return text.split(/(?<= )/).map((content) => chunkOf(model, { content }));
}

function chunkOf(
  model: string,
  delta: ChunkDelta,
  finish_reason: FinishReason | null = null,
): ChatChunk {
  return { ...envelope(model), choices: [{ index: 0, delta, finish_reason }] };
}

function envelope(model: string) {
  return { id: 'scripted', object: 'chat.completion.chunk', created: 0, model } as const;
}
