import type { Dispatcher } from 'undici';
import type { Clock } from '../clock/clock.ts';
import { abortError } from '../error/abort-error.ts';
import { ChatError } from '../error/chat-error.ts';
import type { HttpAnswer, HttpBody, HttpRequest, HttpTimeouts } from './http-client.ts';
import { httpError } from './http-error.ts';
import type { HttpHeaders } from './http-headers.ts';

/** Bytes that may wait to be taken before reading from the socket stops. */
const HIGH_WATER_BYTES = 256 * 1024;
/** What a piece takes beside its bytes, so that many tiny ones count too. */
const PIECE_BYTES = 256;

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: ChatError) => void;
}

/** One request on its way and its answer: undici's handler on one side, a pulled body on the other. */
export class Exchange implements Dispatcher.DispatchHandler, HttpBody {
  readonly #subject: string;
  readonly #limits: HttpTimeouts;
  readonly #clock: Clock;
  readonly #cancelTotal: (() => void) | undefined;
  /** Lets go of what holds the call; undefined once that is done. */
  #letGo: (() => void) | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #cancelAlarm: (() => void) | undefined;
  #answer: Waiter<HttpAnswer> | undefined;
  #reader: Waiter<Uint8Array | undefined> | undefined;
  #pieces: Uint8Array[] = [];
  #waitingBytes = 0;
  #isPaused = false;
  #isOver = false;
  #error: ChatError | undefined;

  constructor(request: HttpRequest, clock: Clock, answer: Waiter<HttpAnswer>, release: () => void) {
    this.#subject = request.subject;
    this.#limits = request.timeouts ?? {};
    this.#clock = clock;
    this.#answer = answer;
    const { signal } = request;
    const onAbort = (): void => this.#leave(abortError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    this.#letGo = () => {
      signal.removeEventListener('abort', onAbort);
      release();
    };
    const { totalMs } = this.#limits;
    if (totalMs !== undefined) this.#cancelTotal = this.#alarm('total', totalMs);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#error !== undefined) {
      controller.abort(this.#error);
      return;
    }
    this.#controller = controller;
    const { firstByteMs } = this.#limits;
    if (firstByteMs !== undefined) this.#cancelAlarm = this.#alarm('first_byte', firstByteMs);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: HttpHeaders): void {
    if (status < 200) return;
    this.#calm();
    this.#answer?.resolve({ status, headers, body: this });
    this.#answer = undefined;
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Uint8Array): void {
    if (this.#reader !== undefined) {
      this.#calm();
      this.#reader.resolve(piece);
      this.#reader = undefined;
      return;
    }
    this.#pieces.push(piece);
    this.#waitingBytes += piece.byteLength + PIECE_BYTES;
    if (this.#waitingBytes >= HIGH_WATER_BYTES && !this.#isPaused) {
      this.#isPaused = true;
      controller.pause();
    }
  }

  onResponseEnd(): void {
    this.#finish();
    this.#reader?.resolve(undefined);
    this.#reader = undefined;
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#fail(httpError(this.#subject, error));
  }

  get isDone(): boolean {
    return this.#isOver && this.#error === undefined && this.#pieces.length === 0;
  }

  take(): Uint8Array | undefined {
    const piece = this.#pieces.shift();
    if (piece === undefined) return undefined;
    this.#waitingBytes -= piece.byteLength + PIECE_BYTES;
    this.#resume();
    return piece;
  }

  next(): Promise<Uint8Array | undefined> {
    const piece = this.take();
    if (piece !== undefined) return Promise.resolve(piece);
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#isOver) return Promise.resolve(undefined);
    const { idleMs } = this.#limits;
    if (idleMs !== undefined) this.#cancelAlarm = this.#alarm('idle', idleMs);
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#leave(new ChatError('aborted', `The answer of ${this.#subject} was left unread.`));
  }

  #resume(): void {
    if (!this.#isPaused || this.#waitingBytes >= HIGH_WATER_BYTES / 2) return;
    this.#isPaused = false;
    this.#controller?.resume();
  }

  #alarm(reason: string, limitMs: number): () => void {
    return this.#clock.alarm(this.#clock.now() + limitMs, () => {
      const message = `${this.#subject} was too slow (${reason}, ${limitMs} ms). Raise the limit, or ask another service.`;
      this.#leave(new ChatError('timeout', message, { reason }));
    });
  }

  #calm(): void {
    this.#cancelAlarm?.();
    this.#cancelAlarm = undefined;
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#calm();
    this.#cancelTotal?.();
    // A connection remembers its last exchange until the next one: it must not keep the call with it.
    this.#controller = undefined;
    this.#letGo?.();
    this.#letGo = undefined;
  }

  /** We end it: what has not been taken is dropped. */
  #leave(error: ChatError): void {
    if (this.#isOver) return;
    this.#pieces = [];
    this.#fail(error);
  }

  /** It ended by itself: what arrived before can still be taken. */
  #fail(error: ChatError): void {
    if (this.#isOver) return;
    this.#error = error;
    this.#controller?.abort(error);
    this.#finish();
    this.#answer?.reject(error);
    this.#answer = undefined;
    this.#reader?.reject(error);
    this.#reader = undefined;
  }
}
