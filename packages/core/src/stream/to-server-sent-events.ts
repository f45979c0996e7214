import type { ChatChunk } from '../chat/chat-chunk.ts';
import { ChatError } from '../error/chat-error.ts';
import { PipedStream } from './piped-stream.ts';

/**
 * A stream as server-sent events, one `data:` frame each, ready to be written to a response:
 * `for await (const frame of toServerSentEvents(stream)) response.write(frame)`. A stream that ends
 * well ends in `[DONE]`. An error becomes one last frame in the shape of OpenAI, without `[DONE]`;
 * nothing is thrown. A restart goes out as any chunk. Leaving it leaves the stream.
 */
export function toServerSentEvents(stream: AsyncIterable<ChatChunk>): AsyncIterable<string> {
  return new PipedStream<ChatChunk, string>(stream[Symbol.asyncIterator](), {
    accept: frame,
    end: () => ['data: [DONE]\n\n'],
    fail: (error) => [frame(errorBody(error))],
  });
}

function frame(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function errorBody(thrown: unknown): object {
  const { code, message, attempts } = ChatError.from(thrown, 'The stream');
  return {
    error: { message, type: code, code, param: null },
    scillm: { attempts, attemptCount: attempts.length },
  };
}
