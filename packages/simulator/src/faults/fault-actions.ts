/** A wait in a `retry-after` header, and how it is written. */
export interface ScriptedRetryAfter {
  /** `seconds`: a number. `date`: an HTTP date. `iso`: an ISO 8601 date. */
  readonly form: 'seconds' | 'date' | 'iso';
  /** Seconds from now. */
  readonly seconds: number;
}

/** How a request ends without an answer. */
type SilentEnding = 'hang' | 'refuse' | 'reset';

/** A body that takes the place of the answer. */
export type ScriptedBody = 'capacity' | 'error' | 'html' | 'empty' | { readonly json: string };

/** A word that changes what an answer says. */
export type ContentWord =
  | 'empty'
  | 'garbage'
  | 'fenced'
  | 'truncated'
  | 'bad-args'
  | 'refusal'
  | 'content-filter';

/**
 * What one rule of a fault script does. Absent members change nothing. Places in a stream count its
 * content-bearing chunks, so 0 is before the first text; a place behind the last chunk is the end of
 * the content.
 */
export interface FaultActions {
  /** `status=N`: the HTTP status; from 300 on with an error body. */
  readonly status?: number;
  /** `code=X`: the `code` of the error body. */
  readonly code?: string;
  /** `retry-after=…`: the wait the answer asks for. */
  readonly retryAfter?: ScriptedRetryAfter;
  /** `header=NAME:VALUE`, repeatable: headers of the answer. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** `body=…`: a body in the answer's place. */
  readonly body?: ScriptedBody;
  /** `auth=…`: the only header a key is taken from; `none` asks for no key. */
  readonly auth?: 'bearer' | 'x-api-key' | 'none';
  /** `reject=FIELD`: a 400 that names the field, if the request has it. */
  readonly reject?: string;
  /** `redirect=URL`: sends the client elsewhere. */
  readonly redirect?: string;
  /** `service=NAME`: another service sits on the port. */
  readonly service?: string;
  /** `utilization=X`: what the utilisation list says, from 0 to 1. */
  readonly utilization?: number;
  /** `unlisted`: the model is in no list, and a request for it gets a 404. */
  readonly unlisted?: true;
  /** `wrong-model=NAME`: the model the answer says it is from. */
  readonly wrongModel?: string;
  /** `latency=MS`: a wait before anything is answered. */
  readonly latencyMs?: number;
  /** `hang`, `refuse`, `reset`: no answer at all. */
  readonly ending?: SilentEnding;
  /** `oversize=BYTES`: pads the body, or the first content chunk, to this size. */
  readonly oversizeBytes?: number;
  /** `content-length=N`: the length the header claims. */
  readonly contentLength?: number;
  /** `gzip-broken`: a body that says it is gzip and breaks off. */
  readonly gzipBroken?: true;
  /** `stall=N`: silence after chunk N. */
  readonly stall?: number;
  /** `cut=N`: the connection is destroyed after chunk N. */
  readonly cut?: number;
  /** `malformed=N`, repeatable: an event after chunk N that is not JSON. */
  readonly malformed?: readonly number[];
  /** `error-event=N`: an error event after chunk N, then the end. */
  readonly errorEvent?: number;
  /** `drip=MS`: a wait before every chunk. */
  readonly dripMs?: number;
  /** `split`: the bytes arrive in small pieces that respect no boundary. */
  readonly split?: true;
  /** `comments-only`: keep-alive comments and nothing else. */
  readonly commentsOnly?: true;
  /** `reasoning-only`: reasoning, then silence; in a plain answer, reasoning alone. */
  readonly reasoningOnly?: true;
  /** `no-finish`: no finish reason. */
  readonly noFinish?: true;
  /** `no-done`: no `[DONE]`; the connection stays open, unless the finish is missing too. */
  readonly noDone?: true;
  /** `double-finish`: the final chunk twice. */
  readonly doubleFinish?: true;
  /** `usage=none` or `usage=twice`. */
  readonly usage?: 'none' | 'twice';
  /** `cut-args`: tool arguments that break off in the middle of their JSON. */
  readonly cutArgs?: true;
  /** A word that changes what the answer says. */
  readonly content?: ContentWord;
}
