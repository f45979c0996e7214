import type { ChatChunk } from '../chat/chat-chunk.ts';

/**
 * A stream as a web `ReadableStream`. It reads only when it is read, errors with the stream's own
 * error, and leaves the stream when it is cancelled.
 */
export function toReadableStream(stream: AsyncIterable<ChatChunk>): ReadableStream<ChatChunk> {
  const source = stream[Symbol.asyncIterator]();
  return new ReadableStream<ChatChunk>(
    {
      async pull(controller) {
        const { value, done } = await source.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await source.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
