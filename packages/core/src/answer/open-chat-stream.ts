import { timeoutError } from '../call/timeout-error.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { headerValues } from '../http/http-headers.ts';
import { createSseDecoder } from '../sse/sse-decoder.ts';
import type { AnswerOptions } from './answer-options.ts';
import { ChatStream } from './chat-stream.ts';
import { ChunkReader } from './chunk-reader.ts';
import { completionChunks } from './completion-chunks.ts';
import { failureOf, isFailed, noteAnswer, readCompletion } from './read-completion.ts';

const WHOLE = /^(?:application\/(?:[\w.-]+\+)?json|text\/html)\b/i;

/**
 * Sends a request and reads its answer as a stream. Resolves with the first chunk that has content
 * in hand; from then on the stream closes the attempt. A rejection leaves that to the caller.
 */
export async function openChatStream(
  send: () => Promise<HttpAnswer>,
  options: AnswerOptions,
): Promise<AsyncIterable<ChatChunk>> {
  const { record, subject } = options;
  const { clock } = record.context;
  const startedAtMs = clock.now();
  const limitMs = firstTokenLimit(options);
  const cancel = clock.alarm(startedAtMs + limitMs, () =>
    record.abort(timeoutError(subject, 'first_token', limitMs)),
  );
  try {
    const answer = await send();
    if (isWhole(answer))
      return completionChunks(
        await readCompletion(answer, { ...options, needsJsonArguments: true }),
      );
    noteAnswer(answer, options);
    if (isFailed(answer)) throw await failureOf(answer, options);
    const stream = new ChatStream({ ...options, ...readers(options), body: answer.body });
    await stream.prime();
    record.commit();
    record.context.note({ firstTokenMs: clock.now() - startedAtMs });
    return stream;
  } finally {
    cancel();
  }
}

/** With nobody else to ask, a slow first token is better than none: the attempt's limit counts. */
function firstTokenLimit({ record: { context } }: AnswerOptions): number {
  const { firstTokenMs, attemptMs } = context.timeouts;
  return context.elsewhere() === 'none' ? attemptMs : firstTokenMs;
}

/** Whether a body is no stream: JSON, a page, or nothing. Some servers stream under other types. */
function isWhole({ headers }: HttpAnswer): boolean {
  const [type = ''] = headerValues(headers, 'content-type');
  const [length] = headerValues(headers, 'content-length');
  return length === '0' || WHOLE.test(type);
}

function readers(options: AnswerOptions) {
  const { subject, choices = 1, allowEmpty = false, record } = options;
  const reader = new ChunkReader({
    subject,
    allowEmpty,
    choices,
    created: Math.floor(record.context.clock.now() / 1000),
    describeError: (body) => options.describeError({ status: 502, headers: {}, body }),
  });
  return { reader, decoder: createSseDecoder({ subject }) };
}
