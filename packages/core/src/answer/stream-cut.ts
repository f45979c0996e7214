import { ChatError } from '../error/chat-error.ts';

/** Why a stream was not whole. */
export type StreamCutReason =
  | 'socket'
  | 'no_finish'
  | 'in_band_error'
  | 'malformed'
  | 'tool_arguments';

/** The error of a stream that ended before the model said it was done. */
export function streamCut(
  subject: string,
  reason: StreamCutReason,
  did: string,
  cause?: unknown,
): ChatError {
  return new ChatError(
    'stream_cut',
    `${subject} ${did} (${reason}). The answer is not whole; call again, or add a deployment to the route.`,
    { reason, cause },
  );
}
