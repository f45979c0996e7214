import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ReadyIterator } from './ready-iterator.ts';

type Branch = AsyncIterableIterator<ChatChunk, undefined> & ReadyIterator<ChatChunk>;

/** A chunk and the way to the one after it: what no branch holds any more is forgotten by itself. */
interface Link {
  chunk: ChatChunk | undefined;
  next: Link | undefined;
}

/** How far a branch has come. */
interface Position {
  link: Link;
  read: number;
}

const DONE: IteratorReturnResult<undefined> = { value: undefined, done: true };

/** One stream read for several branches. */
export class TeeSource {
  readonly #source: ReadyIterator<ChatChunk>;
  readonly #maxAhead: number;
  readonly #positions = new Set<Position>();
  #tail: Link = { chunk: undefined, next: undefined };
  #count = 0;
  #isPulling = false;
  #isOver = false;
  #error: { readonly thrown: unknown } | undefined;
  /** Resolves when anything changes for those who wait. */
  #change: { readonly promise: Promise<void>; resolve(): void } | undefined;

  constructor(source: AsyncIterator<ChatChunk>, maxAhead: number) {
    this.#source = source;
    this.#maxAhead = maxAhead;
  }

  /** Another branch. All are made before the first is read. */
  branch(): Branch {
    const position: Position = { link: this.#tail, read: 0 };
    this.#positions.add(position);
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      take: () => this.#take(position),
      next: () => this.#next(position),
      return: () => this.#leave(position),
    };
  }

  #take(position: Position): ChatChunk | undefined {
    const { next } = position.link;
    if (next === undefined || !this.#positions.has(position)) return undefined;
    position.link = next;
    position.read += 1;
    this.#tell();
    return next.chunk;
  }

  async #next(position: Position): Promise<IteratorResult<ChatChunk, undefined>> {
    for (;;) {
      const value = this.#take(position);
      if (value !== undefined) return { value, done: false };
      if (this.#isOverFor(position)) return DONE;
      if (!this.#isPulling && this.#hasRoom()) void this.#pull();
      else await this.#changed();
    }
  }

  /** Throws if it is over because the source failed. */
  #isOverFor(position: Position): boolean {
    if (!this.#positions.has(position)) return true;
    if (this.#error !== undefined) throw this.#error.thrown;
    return this.#isOver;
  }

  async #leave(position: Position): Promise<IteratorResult<ChatChunk, undefined>> {
    const isLast = this.#positions.delete(position) && this.#positions.size === 0;
    this.#tell();
    if (isLast) await this.#source.return?.();
    return DONE;
  }

  #hasRoom(): boolean {
    let slowest = this.#count;
    for (const { read } of this.#positions) slowest = Math.min(slowest, read);
    return this.#count - slowest < this.#maxAhead;
  }

  /** Never rejects. */
  async #pull(): Promise<void> {
    this.#isPulling = true;
    try {
      const { value, done } = await this.#source.next();
      if (done === true) this.#isOver = true;
      else this.#add(value);
    } catch (thrown) {
      this.#error = { thrown };
    }
    this.#isPulling = false;
    this.#tell();
  }

  #add(chunk: ChatChunk): void {
    const link: Link = { chunk, next: undefined };
    this.#tail.next = link;
    this.#tail = link;
    this.#count += 1;
  }

  #tell(): void {
    this.#change?.resolve();
    this.#change = undefined;
  }

  #changed(): Promise<void> {
    if (this.#change === undefined) {
      let resolve = (): void => undefined;
      const promise = new Promise<void>((settle) => {
        resolve = settle;
      });
      this.#change = { promise, resolve };
    }
    return this.#change.promise;
  }
}
