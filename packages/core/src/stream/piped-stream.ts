import type { ReadyIterator } from './ready-iterator.ts';
import { ReadyQueue } from './ready-queue.ts';

/** What a {@link PipedStream} does with what passes through it. Neither `In` nor `Out` is an array. */
export interface PipeStep<In, Out> {
  /** What is handed on in an item's place. If it throws, the source is left. */
  accept(item: In): Out | readonly Out[] | undefined;
  /** What is handed on when the source has ended well. Throws if it should not have. @default nothing */
  end?(): readonly Out[];
  /** What is handed on in the place of an error. @default the error is thrown */
  fail?(error: unknown): readonly Out[];
}

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

/**
 * A stream made of another one, item by item. It reads no further than its reader does, hands out
 * without waiting what is in hand, and leaves its source when it is left, also while a read is pending.
 */
export class PipedStream<In, Out>
  implements AsyncIterableIterator<Out, undefined>, ReadyIterator<Out>
{
  readonly #source: ReadyIterator<In>;
  readonly #step: PipeStep<In, Out>;
  readonly #ready = new ReadyQueue<Out>();
  readonly #again = (): Promise<IteratorResult<Out, undefined>> => this.next();
  #reading: Promise<IteratorResult<Out, undefined>> | undefined;
  #isOver = false;
  #error: { readonly thrown: unknown } | undefined;

  /** `begun` goes first. */
  constructor(source: AsyncIterator<In>, step: PipeStep<In, Out>, begun: readonly Out[] = []) {
    this.#source = source;
    this.#step = step;
    for (const item of begun) this.#ready.push(item);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  take(): Out | undefined {
    if (this.#reading !== undefined) return undefined;
    return this.#ready.shift() ?? this.#takeFromSource();
  }

  next(): Promise<IteratorResult<Out, undefined>> {
    if (this.#reading !== undefined) return this.#reading.then(this.#again, this.#again);
    const value = this.take();
    if (value !== undefined) return Promise.resolve({ value, done: false });
    this.#reading = this.#read();
    return this.#reading;
  }

  async return(): Promise<IteratorResult<Out, undefined>> {
    this.#isOver = true;
    this.#error = undefined;
    this.#ready.clear();
    await this.#source.return?.();
    return DONE;
  }

  #takeFromSource(): Out | undefined {
    for (;;) {
      const item = this.#isOver ? undefined : this.#source.take?.();
      if (item === undefined) return undefined;
      const passed = this.#accept(item);
      if (passed !== undefined) return passed;
    }
  }

  async #read(): Promise<IteratorResult<Out, undefined>> {
    try {
      while (!this.#isOver) {
        const value = await this.#readOne();
        if (value !== undefined) return { value, done: false };
      }
      if (this.#error !== undefined) throw this.#error.thrown;
      return DONE;
    } finally {
      this.#reading = undefined;
    }
  }

  /** The next item of the source, or what stands for its end; `undefined` if nothing is handed on. */
  async #readOne(): Promise<Out | undefined> {
    try {
      const { value, done } = await this.#source.next();
      if (this.#isOver) return undefined;
      if (done !== true) return this.#accept(value) ?? this.#takeFromSource();
      const items = this.#step.end?.() ?? [];
      this.#isOver = true;
      return this.#handOn(items);
    } catch (error) {
      return this.#fail(error);
    }
  }

  #accept(item: In): Out | undefined {
    try {
      const passed = this.#step.accept(item);
      return Array.isArray(passed) ? this.#handOn(passed) : (passed as Out | undefined);
    } catch (error) {
      this.#source.return?.().catch(() => undefined);
      return this.#fail(error);
    }
  }

  #fail(thrown: unknown): Out | undefined {
    if (this.#isOver) return undefined;
    this.#isOver = true;
    const items = this.#step.fail?.(thrown);
    if (items === undefined) this.#error = { thrown };
    return this.#handOn(items ?? []);
  }

  #handOn(items: readonly Out[]): Out | undefined {
    for (const item of items) this.#ready.push(item);
    return this.#ready.shift();
  }
}
