import type { CallContext } from '../call/call-context.ts';
import { endAttempt, forkAttempt } from '../call/fork-context.ts';
import { openScope } from '../call/open-scope.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import { ChatError } from '../error/chat-error.ts';
import { type BegunStream, RestartingStream } from './restarting-stream.ts';

/** How often a stream may begin its answer anew after its reader has seen something of it. */
const MOST_RESTARTS = 2;

/** A stream that broke after its reader had seen something of it. */
export interface BrokenStream {
  readonly error: ChatError;
  /** How often the answer may still begin anew; at 0 only the error to end with is asked for. */
  readonly restartsLeft: number;
}

/**
 * A stream under `streamMode: 'restart'`. `begin` makes attempts in the context it is given and
 * resolves with a stream that has begun; told of one that broke, it goes on from there, or rejects
 * with the error the reader is to get.
 */
export async function restartableStream(
  context: CallContext,
  begin: (inner: CallContext, broken?: BrokenStream) => Promise<BegunStream>,
): Promise<AsyncIterable<ChatChunk>> {
  const scope = openScope(context);
  const end = (): void => {
    scope.close();
    endAttempt(context);
  };
  let restartsLeft = MOST_RESTARTS + 1;
  try {
    const { stream } = await begin(forkAttempt(scope.context));
    return new RestartingStream({
      stream,
      end,
      leave: () => scope.end(new ChatError('aborted', 'The reader left the stream.')),
      again(error) {
        restartsLeft -= 1;
        return begin(forkAttempt(scope.context), { error, restartsLeft });
      },
    });
  } catch (error) {
    end();
    throw error;
  }
}
