import type { CallMeta } from '../../chat/call-meta.ts';
import type { ChatChunk } from '../../chat/chat-chunk.ts';

/** Who answered, in every stream of these tests. */
export const META: CallMeta = {
  servedBy: 'chutes',
  servedModel: 'chutes/m',
  authStyle: 'bearer',
  routing: 'direct',
  attempts: [],
  attemptCount: 0,
};

/** A chunk with these fields. */
export function chunk(fields: object = {}): ChatChunk {
  return {
    id: 'x',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [],
    ...fields,
  };
}

/** A chunk that adds this to one choice. */
export function delta(fields: object, finish_reason: string | null = null, index = 0): ChatChunk {
  return chunk({ choices: [{ index, delta: fields, finish_reason }] });
}

/** A chunk with text. */
export function say(content: string, index = 0): ChatChunk {
  return delta({ content }, null, index);
}

/** The chunk that ends a choice. */
export function finish(reason = 'stop', index = 0): ChatChunk {
  return delta({}, reason, index);
}

/** The last chunk of every whole stream. */
export const LAST: ChatChunk = chunk({ scillm: META });

/** Says that another attempt begins. */
export function restart(discardedChars = 1): ChatChunk {
  return chunk({
    scillm: { event: 'restart', attempt: 2, discardedChars, reason: 'socket' },
  });
}

/** A stream that remembers how it was read. */
export interface ScriptedStream extends AsyncIterableIterator<ChatChunk, undefined> {
  /** Chunks asked for so far. */
  readonly reads: number;
  /** How often it was left. */
  readonly leaves: number;
}

/** A stream of these chunks, which then ends, or fails with `error` for good. */
export function scriptedStream(
  chunks: readonly ChatChunk[],
  { error }: { readonly error?: Error } = {},
): ScriptedStream {
  let reads = 0;
  let leaves = 0;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    get reads() {
      return reads;
    },
    get leaves() {
      return leaves;
    },
    async next() {
      const value = leaves > 0 ? undefined : chunks[reads];
      reads += 1;
      if (value !== undefined) return { value, done: false };
      if (error !== undefined && leaves === 0) throw error;
      return { value: undefined, done: true };
    },
    async return() {
      leaves += 1;
      return { value: undefined, done: true };
    },
  };
}

/** All chunks of a stream, and the error it ended with. */
export async function read(
  stream: AsyncIterable<ChatChunk>,
): Promise<{ readonly chunks: readonly ChatChunk[]; readonly error: unknown }> {
  const chunks: ChatChunk[] = [];
  try {
    for await (const each of stream) chunks.push(each);
    return { chunks, error: undefined };
  } catch (error) {
    return { chunks, error };
  }
}
