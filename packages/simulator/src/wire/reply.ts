import type { JsonObject } from './json-object.ts';

/** One thing a streamed answer does; a stream is a list of these. */
export type StreamStep =
  | {
      /** Writes text to the client. */
      readonly kind: 'send';
      /** The bytes, framing included. */
      readonly text: string;
      /** Whether the log counts it as a chunk: a `data:` event other than `[DONE]`. */
      readonly counts: boolean;
      /**
       * The size it is padded to, with blanks where JSON allows them.
       *
       * @default its own
       */
      readonly padToBytes?: number;
    }
  | {
      /** Waits, unless the client leaves first. */
      readonly kind: 'wait';
      /** How long. */
      readonly ms: number;
    }
  | {
      /** Says nothing more until the client leaves or the simulator closes. */
      readonly kind: 'stall';
      /** Milliseconds between keep-alive comments; `null` sends none. */
      readonly commentEveryMs: number | null;
    }
  | {
      /** Destroys the connection in the middle of the answer. */
      readonly kind: 'cut';
    };

/** What a route answers, before the transport faults get at it. */
export type Reply =
  | {
      /** A body that is sent in one piece. */
      readonly kind: 'body';
      /** The HTTP status. */
      readonly status: number;
      /** The content type. */
      readonly contentType: string;
      /** The body as sent. */
      readonly text: string;
      /** Further headers; an array repeats the header. */
      readonly headers: Readonly<Record<string, string | readonly string[]>>;
    }
  | {
      /** Server-sent events. */
      readonly kind: 'stream';
      /** The HTTP status. */
      readonly status: number;
      /** What happens, in order; after the last step the stream ends. */
      readonly steps: readonly StreamStep[];
      /** Further headers; an array repeats the header. */
      readonly headers: Readonly<Record<string, string | readonly string[]>>;
    };

/** A JSON answer. */
export function jsonReply(body: JsonObject, status = 200): Reply {
  return {
    kind: 'body',
    status,
    contentType: 'application/json',
    text: JSON.stringify(body),
    headers: {},
  };
}
