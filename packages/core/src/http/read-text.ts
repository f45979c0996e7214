import { ChatError } from '../error/chat-error.ts';
import type { HttpBody } from './http-client.ts';

/** Options of {@link readText}. */
export interface ReadTextOptions {
  /** Most bytes kept. */
  readonly maxBytes: number;
  /** Beyond them: `fail` with `bad_response`, or `cut`: return what there is. The connection is closed. */
  readonly beyond: 'fail' | 'cut';
  readonly subject: string;
}

const EMPTY = Buffer.alloc(0);

/** The whole body as text. */
export async function readText(body: HttpBody, options: ReadTextOptions): Promise<string> {
  const { maxBytes, beyond, subject } = options;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  while (body.isDone !== true) {
    // A short answer is all there by now: each wait would cost a turn.
    const piece = body.take?.() ?? (await body.next());
    if (piece === undefined) break;
    pieces.push(piece);
    bytes += piece.byteLength;
    if (bytes <= maxBytes) continue;
    body.cancel();
    if (beyond === 'cut') break;
    throw new ChatError(
      'bad_response',
      `${subject} sent more than ${maxBytes} bytes. Check that the base URL names an API server.`,
      { reason: 'oversized' },
    );
  }
  const [first = EMPTY] = pieces;
  const whole = pieces.length > 1 ? Buffer.concat(pieces) : viewOf(first);
  return whole.toString('utf8', 0, Math.min(bytes, maxBytes));
}

/** The same bytes: undici gives Buffers, and most answers are one piece. */
function viewOf(piece: Uint8Array): Buffer {
  return Buffer.isBuffer(piece)
    ? piece
    : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}
