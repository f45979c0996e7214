import type { ChatChunk, RestartEvent } from '../chat/chat-chunk.ts';
import { ChatError } from '../error/chat-error.ts';
import { isRestart } from './is-restart.ts';
import { visibleChars } from './visible-chars.ts';

/** A stream that has begun, and the number of its attempt. */
export interface BegunStream {
  readonly stream: AsyncIterable<ChatChunk>;
  readonly attempt: number;
}

/** What a {@link RestartingStream} needs of whoever makes the attempts. */
export interface RestartingOptions {
  readonly stream: AsyncIterable<ChatChunk>;
  /** Begins the answer anew after this error; rejects with the error the reader is to get. */
  again(error: ChatError): Promise<BegunStream>;
  /** The reader has left while `again` was at work. */
  leave(): void;
  /** It is over, however it ended. Called once. */
  end(): void;
}

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

/**
 * A stream that begins anew where it breaks. A restart chunk tells the reader to throw away what it
 * has got; the new answer follows from its start.
 */
export class RestartingStream implements AsyncIterableIterator<ChatChunk, undefined> {
  readonly #options: RestartingOptions;
  #source: AsyncIterator<ChatChunk>;
  /** The first chunk of an answer begun anew: the restart before it has its envelope. */
  #first: IteratorResult<ChatChunk> | undefined;
  #chars = 0;
  #isOver = false;

  constructor(options: RestartingOptions) {
    this.#options = options;
    this.#source = options.stream[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ChatChunk, undefined>> {
    if (this.#isOver) return DONE;
    try {
      const result = this.#first ?? (await this.#source.next());
      this.#first = undefined;
      if (result.done !== true) return this.#pass(result.value);
      this.#end();
      return DONE;
    } catch (error) {
      return this.#restart(ChatError.from(error, 'The stream'));
    }
  }

  async return(): Promise<IteratorResult<ChatChunk, undefined>> {
    if (!this.#isOver) this.#options.leave();
    this.#end();
    await this.#source.return?.();
    return DONE;
  }

  /** A router inside restarts by itself: what it threw away does not count. */
  #pass(value: ChatChunk): IteratorYieldResult<ChatChunk> {
    this.#chars = isRestart(value) ? 0 : this.#chars + visibleChars(value);
    return { value, done: false };
  }

  async #restart(error: ChatError): Promise<IteratorResult<ChatChunk, undefined>> {
    if (this.#isOver) return DONE;
    try {
      const { stream, attempt } = await this.#options.again(error);
      this.#source = stream[Symbol.asyncIterator]();
      if (this.#isOver) return this.return();
      this.#first = await this.#source.next();
      const { code, reason = code } = error;
      const discardedChars = this.#chars;
      this.#chars = 0;
      return {
        value: restartChunk(this.#first, { event: 'restart', attempt, discardedChars, reason }),
        done: false,
      };
    } catch (final) {
      if (this.#isOver) return DONE;
      this.#end();
      throw final;
    }
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.end();
  }
}

function restartChunk({ value }: IteratorResult<ChatChunk>, scillm: RestartEvent): ChatChunk {
  const { id = '', created = 0, model = '' } = (value ?? {}) as Partial<ChatChunk>;
  return { id, object: 'chat.completion.chunk', created, model, choices: [], scillm };
}
