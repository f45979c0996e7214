import type { ChatChunk, ChunkChoice } from '../chat/chat-chunk.ts';
import type { ChatResponse } from '../chat/chat-response.ts';
import { ChatError } from '../error/chat-error.ts';
import { isRestart } from '../stream/is-restart.ts';
import { metaOf } from '../stream/meta-of.ts';
import { GatheredChoice } from './gathered-choice.ts';

/**
 * Reads a stream to its end and gives the answer `complete` would have given. A restart throws away
 * all that came before it. Rejects with the stream's own error, or with `stream_cut` if the stream
 * ends without its last chunk.
 */
export async function collect(stream: AsyncIterable<ChatChunk>): Promise<ChatResponse> {
  const choices = new Map<number, GatheredChoice>();
  let envelope: Omit<ChatChunk, 'choices' | 'usage' | 'scillm'> | undefined;
  let last: ChatChunk | undefined;
  for await (const chunk of stream) {
    if (isRestart(chunk)) {
      choices.clear();
      envelope = undefined;
      continue;
    }
    const { choices: pieces, usage: _, scillm: __, ...rest } = chunk;
    for (const piece of pieces) gather(choices, piece);
    envelope = envelope === undefined ? rest : Object.assign(envelope, rest);
    last = chunk;
  }
  const isWhole = [...choices.values()].every(({ isFinished }) => isFinished);
  const scillm = last && metaOf(last);
  if (envelope === undefined || scillm === undefined || !isWhole) {
    throw new ChatError(
      'stream_cut',
      'The stream ended without a finish reason or its last chunk. Its transport is at fault.',
      { reason: 'no_finish' },
    );
  }
  const usage = last?.usage;
  return {
    ...envelope,
    object: 'chat.completion',
    choices: byIndex(choices).map((choice) => choice.read()),
    ...(usage === undefined || usage === null ? {} : { usage }),
    scillm,
  };
}

function gather(choices: Map<number, GatheredChoice>, piece: ChunkChoice): void {
  const known = choices.get(piece.index) ?? new GatheredChoice(piece.index);
  choices.set(piece.index, known);
  known.add(piece);
}

function byIndex<T>(items: ReadonlyMap<number, T>): readonly T[] {
  return [...items].sort(([a], [b]) => a - b).map(([, item]) => item);
}
