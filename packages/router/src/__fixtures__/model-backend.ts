import {
  type AttemptRecord,
  abortError,
  type ChatChunk,
  ChatError,
  type ChatRequest,
  type ChatTransport,
  type Clock,
  recordAttempt,
} from '@scillm/core';
import type { Deployment } from '../deployment.ts';

/** What a modelled backend does in one attempt: answers, fails or never answers, after a time. */
export interface Outcome {
  readonly latencyMs: number;
  readonly does: 'ok' | 'hang' | ChatError;
  /** Of a stream: what it breaks by once it has begun. */
  readonly cut?: ChatError;
  /** Tokens it says it used. @default it does not say */
  readonly tokens?: number;
}

/** A deployment over a modelled backend. */
export interface ModelDeployment extends Deployment {
  readonly transport: ChatTransport & { readonly hits: number };
}

/** A deployment that answers after so long, or as the outcomes say. */
export function modelDeployment(
  id: string,
  outcomes: number | readonly Outcome[],
  clock: Clock,
  rest: Partial<Deployment> = {},
): ModelDeployment {
  const rows =
    typeof outcomes === 'number' ? [{ latencyMs: outcomes, does: 'ok' } as const] : outcomes;
  return { id, model: id, ...rest, transport: modelBackend(id, rows, clock) };
}

/** A backend with a latency on a clock: attempt k has outcome k, and after the last the first again. */
export function modelBackend(
  id: string,
  outcomes: readonly Outcome[],
  clock: Clock,
): ChatTransport & { readonly hits: number } {
  let hits = 0;
  const begin = async (request: ChatRequest, context: Parameters<ChatTransport['complete']>[1]) => {
    const outcome = outcomes[hits % outcomes.length] ?? { latencyMs: 0, does: 'ok' };
    hits += 1;
    const facts = { transport: id, provider: id, base: `model:${id}`, pool: id };
    const record = recordAttempt(context, { ...facts, model: request.model, authStyle: 'none' });
    try {
      const { latencyMs, does } = outcome;
      await clock.sleep(does === 'hang' ? 10 ** 9 : latencyMs, record.context.signal);
      if (outcome.tokens !== undefined) record.context.note({ usage: usageOf(outcome.tokens) });
      if (typeof does !== 'string') throw does;
      return { record, outcome };
    } catch (error) {
      throw record.fail(error);
    }
  };
  return {
    id,
    get hits() {
      return hits;
    },
    async complete(request, context) {
      const { record } = await begin(request, context);
      const message = { role: 'assistant', content: 'ok' } as const;
      return {
        ...envelope(request),
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        scillm: record.serve(),
      };
    },
    async stream(request, context) {
      const { record, outcome } = await begin(request, context);
      record.commit();
      return modelStream(request, record, outcome);
    },
  };
}

/** Text, then its break or its end. Its record is closed however it ends, read or not. */
function modelStream(
  request: ChatRequest,
  record: AttemptRecord,
  { cut }: Outcome,
): AsyncIterableIterator<ChatChunk> {
  const { signal } = record.context;
  const chunk = { ...envelope(request), object: 'chat.completion.chunk' } as const;
  let told = 0;
  let failure: ChatError | undefined;
  const fail = (error: ChatError): void => {
    failure ??= record.fail(error);
  };
  const leave = (): void => fail(abortError(signal));
  signal.addEventListener('abort', leave, { once: true });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (told === 1 && cut !== undefined) fail(cut);
      if (failure !== undefined) throw failure;
      told += 1;
      if (told > 2) return { value: undefined, done: true };
      const delta = { index: 0, delta: { content: 'ok' }, finish_reason: 'stop' } as const;
      if (told === 1) return { value: { ...chunk, choices: [delta] }, done: false };
      signal.removeEventListener('abort', leave);
      return { value: { ...chunk, choices: [], scillm: record.serve() }, done: false };
    },
    async return() {
      if (told < 2) fail(new ChatError('aborted', 'The reader left the stream.'));
      return { value: undefined, done: true };
    },
  };
}

function envelope({ model }: ChatRequest): { id: string; created: number; model: string } {
  return { id: 'model', created: 0, model };
}

function usageOf(tokens: number) {
  return { prompt_tokens: tokens, completion_tokens: 0, total_tokens: tokens };
}
