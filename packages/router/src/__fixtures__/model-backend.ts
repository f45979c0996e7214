import {
  type ChatChunk,
  type ChatError,
  type ChatRequest,
  type ChatTransport,
  type Clock,
  recordAttempt,
} from '@scillm/core';

/** What a modelled backend does in one attempt: answers, fails or never answers, after a time. */
export interface Outcome {
  readonly latencyMs: number;
  readonly does: 'ok' | 'hang' | ChatError;
  /** Of a stream: what it breaks by once it has begun. */
  readonly cut?: ChatError;
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
      return (async function* (): AsyncGenerator<ChatChunk, undefined> {
        const object = 'chat.completion.chunk';
        const chunk = { ...envelope(request), object } as const;
        yield {
          ...chunk,
          choices: [{ index: 0, delta: { content: 'ok' }, finish_reason: 'stop' }],
        };
        if (outcome.cut !== undefined) throw record.fail(outcome.cut);
        yield { ...chunk, choices: [], scillm: record.serve() };
        return undefined;
      })();
    },
  };
}

function envelope({ model }: ChatRequest): { id: string; created: number; model: string } {
  return { id: 'model', created: 0, model };
}
