import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChunkIterator } from './chunk-iterator.ts';
import { ChunkQueue } from './chunk-queue.ts';

/** What a {@link ChunkPipe} does with what passes through it. */
export interface PipeStep {
  /** What is handed on in a chunk's place. */
  accept(chunk: ChatChunk): ChatChunk | readonly ChatChunk[] | undefined;
  /** The source has ended well. Throws if it should not have. */
  end(): void;
}

const PASS: PipeStep = { accept: (chunk) => chunk, end: () => undefined };
const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

/**
 * A stream made of another one, chunk by chunk. It reads no further than its reader does, hands out
 * without waiting what is in hand already, and is left together with its source.
 */
export class ChunkPipe implements AsyncIterableIterator<ChatChunk, undefined>, ChunkIterator {
  readonly #source: ChunkIterator;
  readonly #ready = new ChunkQueue();
  readonly #again = (): Promise<IteratorResult<ChatChunk, undefined>> => this.next();
  #step: PipeStep;
  #reading: Promise<IteratorResult<ChatChunk, undefined>> | undefined;
  #isOver = false;

  /** `begun` has been read from the source already and goes first. */
  constructor(source: ChunkIterator, step: PipeStep = PASS, begun: readonly ChatChunk[] = []) {
    this.#source = source;
    this.#step = step;
    for (const chunk of begun) this.#ready.push(chunk);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  take(): ChatChunk | undefined {
    if (this.#reading !== undefined) return undefined;
    return this.#ready.shift() ?? this.#takeFromSource();
  }

  next(): Promise<IteratorResult<ChatChunk, undefined>> {
    if (this.#reading !== undefined) return this.#reading.then(this.#again, this.#again);
    const value = this.take();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    if (this.#isOver) return Promise.resolve(DONE);
    this.#reading = this.#read();
    return this.#reading;
  }

  async return(): Promise<IteratorResult<ChatChunk, undefined>> {
    this.#isOver = true;
    this.#drop();
    await this.#source.return?.();
    return DONE;
  }

  #takeFromSource(): ChatChunk | undefined {
    if (this.#isOver || this.#source.take === undefined) return undefined;
    for (;;) {
      const chunk = this.#source.take();
      if (chunk === undefined) return undefined;
      const passed = this.#accept(chunk);
      if (passed !== undefined) return passed;
    }
  }

  async #read(): Promise<IteratorResult<ChatChunk, undefined>> {
    try {
      for (;;) {
        const result = await this.#source.next();
        if (this.#isOver) return DONE;
        if (result.done === true) return this.#end();
        const value = this.#accept(result.value) ?? this.#takeFromSource();
        if (value !== undefined) return { value, done: false };
      }
    } catch (error) {
      this.#drop();
      throw error;
    } finally {
      this.#reading = undefined;
    }
  }

  #accept(chunk: ChatChunk): ChatChunk | undefined {
    const passed = this.#step.accept(chunk);
    if (!Array.isArray(passed)) return passed as ChatChunk | undefined;
    for (const each of passed) this.#ready.push(each);
    return this.#ready.shift();
  }

  #end(): IteratorReturnResult<undefined> {
    this.#isOver = true;
    this.#step.end();
    return DONE;
  }

  /** What was kept back belongs to an attempt that did not end well. */
  #drop(): void {
    this.#ready.clear();
    this.#step = PASS;
  }
}
