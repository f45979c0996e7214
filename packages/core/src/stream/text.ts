import type { ChatChunk, RestartEvent } from '../chat/chat-chunk.ts';
import { ChatError } from '../error/chat-error.ts';
import { isRestart } from './is-restart.ts';
import { PipedStream } from './piped-stream.ts';

/** Options of {@link text}. */
export interface TextOptions {
  /**
   * Told that everything read so far is to be thrown away; the text then begins anew. Without it a
   * restart throws, so that no text is taken for an answer twice.
   *
   * @default none
   */
  readonly onRestart?: (event: RestartEvent) => void;
}

/**
 * The text of a stream's first choice, piece by piece as it comes. Throws the stream's own error, and
 * `invalid_config` at a restart that nobody is told of. Leaving it leaves the stream.
 */
export function text(
  stream: AsyncIterable<ChatChunk>,
  { onRestart }: TextOptions = {},
): AsyncIterable<string> {
  return new PipedStream<ChatChunk, string>(stream[Symbol.asyncIterator](), {
    accept(chunk) {
      if (isRestart(chunk)) return begunAnew(chunk.scillm, onRestart);
      const choice = chunk.choices.find(({ index }) => index === 0);
      return choice?.delta.content || undefined;
    },
  });
}

function begunAnew(event: RestartEvent, onRestart: TextOptions['onRestart']): undefined {
  if (onRestart === undefined) {
    throw new ChatError(
      'invalid_config',
      "text() met a restart, which throws the text so far away. Pass onRestart, read by collect, or ask with streamMode 'hold' or 'commit'.",
      { reason: 'restart' },
    );
  }
  onRestart(event);
  return undefined;
}
