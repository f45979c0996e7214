import type { ChatChunk } from '../chat/chat-chunk.ts';
import { holdStream } from './hold-stream.ts';
import type { StreamRules } from './stream-rules.ts';
import { untilCommit } from './until-commit.ts';
import { withholdToolCalls } from './withhold-tool-calls.ts';

/**
 * A transport's stream as a call wants it: resolves once the reader may see something of it, or under
 * `hold` once it has ended well. Rejects with the error of a stream that failed before.
 */
export function beginStream(
  stream: AsyncIterable<ChatChunk>,
  { streamMode, toolCalls }: StreamRules,
): Promise<AsyncIterable<ChatChunk>> {
  const shown = toolCalls === 'withhold' ? withholdToolCalls(stream) : stream;
  return streamMode === 'hold' ? holdStream(shown) : untilCommit(shown);
}
