import type { AttemptRecord } from '../call/record-attempt.ts';
import { servedModel } from '../call/served-model.ts';
import { timeoutError } from '../call/timeout-error.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import { abortError } from '../error/abort-error.ts';
import { ChatError } from '../error/chat-error.ts';
import type { HttpBody } from '../http/http-client.ts';
import type { SseDecoder, SseEvent } from '../sse/sse-decoder.ts';
import { type ChunkReader, streamCut } from './chunk-reader.ts';
import { hasContent } from './has-content.ts';

/** After the last finish reason: how long usage, `[DONE]` or the end of the body may take. */
const AFTER_FINISH_MS = 1000;
/** After `[DONE]`: how long the end of the body may take, so that the connection can be kept. */
const AFTER_DONE_MS = 100;

/** What a {@link ChatStream} reads from and reports to. */
export interface ChatStreamOptions {
  readonly subject: string;
  readonly provider: string;
  /** The model asked for. */
  readonly model: string;
  readonly body: HttpBody;
  readonly decoder: SseDecoder;
  readonly reader: ChunkReader;
  readonly record: AttemptRecord;
}

/** One streamed answer: pulls the body, hands out its chunks, and closes the attempt's record. */
export class ChatStream implements AsyncIterableIterator<ChatChunk> {
  readonly #options: ChatStreamOptions;
  readonly #idleMs: number;
  readonly #onAbort: () => void;
  #ready: ChatChunk[] = [];
  #hasBegun = false;
  #silentMs = 0;
  #isOver = false;
  #error: ChatError | undefined;
  #hasGivenUp = false;

  constructor(options: ChatStreamOptions) {
    this.#options = options;
    const { signal, timeouts } = options.record.context;
    this.#idleMs = timeouts.idleMs;
    this.#onAbort = () => this.#fail(abortError(signal));
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Reads until the first chunk with content, or the end, and keeps what it read for `next`. */
  async prime(): Promise<void> {
    const early: ChatChunk[] = [];
    for (;;) {
      const { value, done } = await this.next();
      if (done === true) break;
      early.push(value);
      if (hasContent(value)) break;
    }
    this.#ready = [...early, ...this.#ready];
  }

  async next(): Promise<IteratorResult<ChatChunk, undefined>> {
    for (;;) {
      const chunk = this.#ready.shift();
      if (chunk !== undefined) return { value: chunk, done: false };
      if (this.#error !== undefined) throw this.#error;
      if (this.#isOver) return { value: undefined, done: true };
      try {
        await this.#pull();
      } catch (error) {
        // What arrived before the failure is still handed out, unless the caller has left.
        if (this.#fail(error).code === 'aborted') this.#ready = [];
      }
    }
  }

  /** Leaves the stream: the connection is closed, the attempt is recorded as cancelled. */
  async return(): Promise<IteratorResult<ChatChunk, undefined>> {
    if (!this.#isOver) this.#fail(new ChatError('aborted', 'The reader left the stream.'));
    this.#ready = [];
    this.#error = undefined;
    return { value: undefined, done: true };
  }

  async #pull(): Promise<void> {
    const { body, decoder, reader } = this.#options;
    if (reader.isFinished) return this.#pullAfterFinish();
    const piece = await this.#whileListening(() => body.next());
    const events = piece === undefined ? decoder.end() : decoder.push(piece);
    this.#accept(events);
    if (piece !== undefined) return undefined;
    if (!reader.isFinished) {
      const { subject } = this.#options;
      throw streamCut(subject, 'no_finish', 'ended its stream without a finish reason');
    }
    return this.#end();
  }

  #accept(events: readonly SseEvent[]): void {
    for (const event of events) {
      const chunk = this.#options.reader.accept(event);
      if (chunk === undefined) continue;
      if (hasContent(chunk)) {
        this.#hasBegun = true;
        this.#silentMs = 0;
      }
      this.#ready.push(chunk);
    }
  }

  /** The idle timer runs only in here: after the first content, while somebody waits for more. */
  async #whileListening<T>(read: () => Promise<T>): Promise<T> {
    if (!this.#hasBegun) return read();
    const { record, subject } = this.#options;
    const { clock } = record.context;
    const since = clock.now();
    const ring = (): void => record.abort(timeoutError(subject, 'idle', this.#idleMs));
    const cancel = clock.alarm(since + this.#idleMs - this.#silentMs, ring);
    try {
      return await read();
    } finally {
      cancel();
      this.#silentMs += clock.now() - since;
    }
  }

  async #pullAfterFinish(): Promise<void> {
    const { body, decoder, reader, record } = this.#options;
    const { clock } = record.context;
    const limitMs = reader.isDone ? AFTER_DONE_MS : AFTER_FINISH_MS;
    const cancel = clock.alarm(clock.now() + limitMs, () => {
      this.#hasGivenUp = true;
      body.cancel();
    });
    try {
      const piece = await body.next();
      if (piece === undefined) return this.#end();
      this.#accept(decoder.push(piece));
    } catch (error) {
      if (!this.#hasGivenUp && record.context.signal.aborted) throw error;
      this.#end();
    } finally {
      cancel();
    }
    return undefined;
  }

  #end(): void {
    const { reader, record } = this.#options;
    this.#close();
    this.#note();
    const { usage, malformed, isRefusal } = reader;
    const warnings = malformed > 0 ? [{ code: 'malformed_chunk', count: malformed }] : [];
    this.#ready.push({
      ...reader.envelope,
      object: 'chat.completion.chunk',
      choices: [],
      ...(usage === undefined ? {} : { usage }),
      scillm: record.serve({ warnings, isRefusal }),
    });
  }

  #fail(thrown: unknown): ChatError {
    if (this.#error !== undefined) return this.#error;
    const { body, record, reader, subject } = this.#options;
    if (!this.#isOver) this.#note();
    this.#close();
    body.cancel();
    const isNetwork = ChatError.is(thrown) && thrown.code === 'network';
    const error = isNetwork
      ? streamCut(subject, 'socket', 'hung up in its stream', thrown)
      : thrown;
    const closed = record.fail(error);
    this.#error = reader.text === '' ? closed : closed.with({ partial: reader.text });
    return this.#error;
  }

  #close(): void {
    this.#isOver = true;
    this.#options.record.context.signal.removeEventListener('abort', this.#onAbort);
  }

  #note(): void {
    const { reader, record, provider, model } = this.#options;
    record.context.note({
      servedModel: servedModel(provider, reader.model, model),
      ...(reader.usage === undefined ? {} : { usage: reader.usage }),
    });
  }
}
