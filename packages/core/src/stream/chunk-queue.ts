import type { ChatChunk } from '../chat/chat-chunk.ts';

/** Chunks that wait for their reader. Taking one costs the same however many there are. */
export class ChunkQueue {
  #chunks: (ChatChunk | undefined)[] = [];
  #head = 0;

  push(chunk: ChatChunk): void {
    this.#chunks.push(chunk);
  }

  shift(): ChatChunk | undefined {
    const chunk = this.#chunks[this.#head];
    if (chunk === undefined) return undefined;
    this.#chunks[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#chunks.length) this.clear();
    return chunk;
  }

  clear(): void {
    if (this.#chunks.length === 0) return;
    this.#chunks = [];
    this.#head = 0;
  }
}
