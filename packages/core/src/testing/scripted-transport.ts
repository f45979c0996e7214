import type { CallContext } from '../call/call-context.ts';
import { type AttemptRecord, recordAttempt } from '../call/record-attempt.ts';
import { servedModel } from '../call/served-model.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { ChatResponse } from '../chat/chat-response.ts';
import { abortError } from '../error/abort-error.ts';
import { ChatError } from '../error/chat-error.ts';
import type { ChatTransport } from '../transport/chat-transport.ts';

/**
 * What a scripted backend does in one call: answers with a text, fails, never answers, or begins a
 * stream with a text and then fails.
 */
export type ScriptStep = ChatError | 'hang' | ScriptedAnswer;

/** A whole answer, or one that breaks after a text. */
export type ScriptedAnswer = string | { readonly text: string; readonly error: ChatError };

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
      if (typeof step === 'string') return completion(request, step, record);
      throw record.fail(step.error);
    },
    async stream(request, context) {
      const { step, record } = await begin(request, context);
      if (typeof step === 'object' && step.text === '') throw record.fail(step.error);
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

function completion(request: ChatRequest, content: string, record: AttemptRecord): ChatResponse {
  return {
    id: 'scripted',
    object: 'chat.completion',
    created: 0,
    model: request.model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    scillm: record.serve(),
  };
}

/** Like the stream of a real transport it closes its record however it ends, read or not. */
function scriptedStream(
  { model }: ChatRequest,
  answer: ScriptedAnswer,
  record: AttemptRecord,
): AsyncIterableIterator<ChatChunk> {
  const { signal } = record.context;
  const [text, failure] = typeof answer === 'string' ? [answer] : [answer.text, answer.error];
  const lasts = failure === undefined ? lastChunks(model) : [];
  const chunks = [...contentChunks(model, text), ...lasts];
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

function contentChunks(model: string, text: string): readonly ChatChunk[] {
  return text.split(/(?<= )/).map((content) => ({
    ...envelope(model),
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  }));
}

/** The finish, then the last chunk, which still lacks its metadata. */
function lastChunks(model: string): readonly ChatChunk[] {
  return [
    { ...envelope(model), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { ...envelope(model), choices: [] },
  ];
}

function envelope(model: string) {
  return { id: 'scripted', object: 'chat.completion.chunk', created: 0, model } as const;
}
