import type { IncomingMessage } from 'node:http';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { badRequest, type Problem } from './problem.ts';

const MOST_BYTES = 20 * 1024 * 1024;
const MOST_DISCARDED_BYTES = 4 * MOST_BYTES;

/** What a request body turned out to be. */
export type ReadBody =
  | { readonly kind: 'object'; readonly body: JsonObject; readonly bytes: number }
  | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * Reads a body as a JSON object; an empty one reads as `{}`. At most 20 MiB are kept: the rest is
 * read and dropped, so that the client hears its 413, up to four times that.
 *
 * Rejects when the connection breaks, or is broken off here, before the body has ended.
 */
export async function readBody(request: IncomingMessage): Promise<ReadBody> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MOST_DISCARDED_BYTES) request.destroy();
    if (bytes <= MOST_BYTES) pieces.push(piece);
    else pieces.length = 0;
  }
  if (bytes > MOST_BYTES) {
    const message = `The request body is larger than ${MOST_BYTES} bytes.`;
    return { kind: 'refused', problem: badRequest(message, { status: 413 }) };
  }
  return parsed(Buffer.concat(pieces).toString('utf8'));
}

function parsed(text: string): ReadBody {
  if (text === '') return { kind: 'object', body: {}, bytes: 0 };
  try {
    const body: unknown = JSON.parse(text);
    if (isJsonObject(body)) return { kind: 'object', body, bytes: text.length };
  } catch {
    // Falls through to the refusal: what is wrong in the text is the client's to find.
  }
  const message = 'We could not parse the JSON body of your request: it must be a JSON object.';
  return { kind: 'refused', problem: badRequest(message) };
}
