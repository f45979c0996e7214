import type { AttemptRecord } from '../call/record-attempt.ts';
import { servedModel } from '../call/served-model.ts';
import { timeoutError } from '../call/timeout-error.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import { abortError } from '../error/abort-error.ts';
import { ChatError } from '../error/chat-error.ts';
import { redactEcho } from '../error/redact-echo.ts';
import type { HttpBody } from '../http/http-client.ts';
import type { Secret } from '../secret/secret.ts';
import type { SseDecoder } from '../sse/sse-decoder.ts';
import type { ChunkReader } from './chunk-reader.ts';
import { hasContent } from './has-content.ts';
import { streamCut } from './stream-cut.ts';

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
  /** Keys that must not stand in the trail. @default [] */
  readonly secrets?: readonly Secret[];
}

/** One streamed answer: pulls the body, hands out its chunks, and closes the attempt's record. */
export class ChatStream implements AsyncIterableIterator<ChatChunk> {
  readonly #options: ChatStreamOptions;
  readonly #idleMs: number;
  readonly #onAbort: () => void;
  readonly #onIdle: () => void;
  #pulling: Promise<void> | undefined;
  #ready: ChatChunk[] = [];
  #hasBegun = false;
  #silentMs = 0;
  #isOver = false;
  #error: ChatError | undefined;
  #endAtMs: number | undefined;

  constructor(options: ChatStreamOptions) {
    this.#options = options;
    const { cancellation, timeouts } = options.record.context;
    this.#idleMs = timeouts.idleMs;
    this.#onAbort = () => this.#fail(abortError(cancellation));
    this.#onIdle = () => options.record.abort(timeoutError(options.subject, 'idle', this.#idleMs));
    cancellation.addEventListener('abort', this.#onAbort, { once: true });
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
      this.#pulling ??= this.#pull();
      await this.#pulling;
    }
  }

  /** Leaves the stream: the connection is closed, the attempt is recorded as cancelled. */
  return(): Promise<IteratorResult<ChatChunk, undefined>> {
    this.#fail(new ChatError('aborted', 'The reader left the stream.'));
    this.#ready = [];
    this.#error = undefined;
    return Promise.resolve({ value: undefined, done: true });
  }

  /** One read for all who wait. A failure is kept until what arrived before it has been taken. */
  async #pull(): Promise<void> {
    try {
      await (this.#options.reader.isFinished ? this.#readEnd() : this.#readMore());
    } catch (error) {
      const { cancellation } = this.#options.record.context;
      this.#fail(cancellation.aborted ? abortError(cancellation) : error);
    } finally {
      this.#pulling = undefined;
    }
  }

  async #readMore(): Promise<void> {
    const { reader, subject } = this.#options;
    const piece = await this.#readPiece();
    this.#accept(piece);
    if (this.#isOver || (piece !== undefined && !reader.isDone)) return;
    if (!reader.isFinished) {
      throw streamCut(subject, 'no_finish', 'ended its stream without a finish reason');
    }
    if (piece === undefined) this.#end();
  }

  /** The idle timer runs only in here: after the first content, while somebody waits for more. */
  async #readPiece(): Promise<Uint8Array | undefined> {
    const { body, record } = this.#options;
    const { clock } = record.context;
    if (!this.#hasBegun) return body.next();
    const since = clock.now();
    const cancel = clock.alarm(since + this.#idleMs - this.#silentMs, this.#onIdle);
    try {
      return await body.next();
    } finally {
      cancel();
      this.#silentMs += clock.now() - since;
    }
  }

  /** After the finish nothing can fail any more: what does not come in time is done without. */
  async #readEnd(): Promise<void> {
    const { body, reader, record } = this.#options;
    const { clock } = record.context;
    const limitMs = reader.isDone ? AFTER_DONE_MS : AFTER_FINISH_MS;
    const endAtMs = Math.min(this.#endAtMs ?? Number.POSITIVE_INFINITY, clock.now() + limitMs);
    this.#endAtMs = endAtMs;
    const cancel = clock.alarm(endAtMs, () => body.cancel());
    try {
      const piece = await body.next();
      this.#accept(piece);
      if (piece === undefined) this.#end();
    } catch {
      this.#end();
    } finally {
      cancel();
    }
  }

  #accept(piece: Uint8Array | undefined): void {
    if (this.#isOver) return;
    const { decoder, reader } = this.#options;
    for (const event of piece === undefined ? decoder.end() : decoder.push(piece)) {
      const chunk = reader.accept(event);
      if (chunk === undefined) continue;
      if (hasContent(chunk)) {
        this.#hasBegun = true;
        this.#silentMs = 0;
      }
      this.#ready.push(chunk);
    }
  }

  #end(): void {
    if (this.#isOver) return;
    const { body, reader, record } = this.#options;
    this.#close();
    body.cancel();
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

  #fail(thrown: unknown): void {
    if (this.#isOver) return;
    const { body, record, reader, subject } = this.#options;
    this.#close();
    body.cancel();
    const isNetwork = ChatError.is(thrown) && thrown.code === 'network';
    const error = record.fail(
      isNetwork ? streamCut(subject, 'socket', 'hung up in its stream', thrown) : thrown,
    );
    this.#error = reader.text === '' ? error : error.with({ partial: reader.text });
    if (error.code === 'aborted') this.#ready = [];
  }

  /** It is over: the signal is let go, and what the backend said of itself is noted. */
  #close(): void {
    const { reader, record, provider, model, secrets } = this.#options;
    this.#isOver = true;
    record.context.cancellation.removeEventListener('abort', this.#onAbort);
    record.context.note({
      servedModel: redactEcho(servedModel(provider, reader.model, model), secrets),
      ...(reader.usage === undefined ? {} : { usage: reader.usage }),
    });
  }
}
