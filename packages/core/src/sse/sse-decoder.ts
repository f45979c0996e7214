import { StringDecoder } from 'node:string_decoder';
import { ChatError } from '../error/chat-error.ts';

/** One server-sent event. */
export interface SseEvent {
  /** The `event:` field; absent for a plain message. */
  readonly event?: string;
  /** The `data:` lines, joined by LF. */
  readonly data: string;
}

/** Turns bytes into server-sent events, however they are cut into pieces. */
export interface SseDecoder {
  /**
   * The events completed by these bytes. An event over the size limit ends the stream: once the
   * events before it have been handed out, every call throws `bad_response`.
   */
  push(bytes: Uint8Array): readonly SseEvent[];
  /** The event that was still open when the stream ended, blank line or not. */
  end(): readonly SseEvent[];
}

/** Options of {@link createSseDecoder}. */
export interface SseDecoderOptions {
  /** Whom errors speak of. */
  readonly subject: string;
  /** @default 8 MiB */
  readonly maxEventChars?: number;
}

/**
 * A decoder for `text/event-stream` as the HTML standard describes it (section 9.2.6), with one
 * difference: an event at the very end counts without its blank line. Comments, ids and unknown
 * fields are dropped.
 */
export function createSseDecoder(options: SseDecoderOptions): SseDecoder {
  return new Decoder(options);
}

const BYTE_ORDER_MARK = 0xfeff;
const MOST_EVENT_CHARS = 8 * 1024 * 1024;

class Decoder implements SseDecoder {
  readonly #subject: string;
  readonly #maxEventChars: number;
  readonly #decoder = new StringDecoder('utf8');
  #events: SseEvent[] = [];
  /** The line that has not ended yet. */
  #rest = '';
  #data: string | undefined;
  #type: string | undefined;
  #isAtStart = true;
  #endedInCarriageReturn = false;
  #isOversized = false;

  constructor({ subject, maxEventChars = MOST_EVENT_CHARS }: SseDecoderOptions) {
    this.#subject = subject;
    this.#maxEventChars = maxEventChars;
  }

  push(bytes: Uint8Array): readonly SseEvent[] {
    if (!this.#isOversized) this.#takeText(this.#decoder.write(bytes as Buffer));
    return this.#flush();
  }

  end(): readonly SseEvent[] {
    this.#takeText(this.#decoder.end());
    if (this.#rest !== '') this.#takeLine(this.#rest);
    this.#rest = '';
    if (!this.#isOversized) this.#dispatch();
    return this.#flush();
  }

  #flush(): readonly SseEvent[] {
    const events = this.#events;
    if (this.#isOversized && events.length === 0) {
      throw new ChatError(
        'bad_response',
        `${this.#subject} sent one event of more than ${this.#maxEventChars} characters. Check that the base URL names an API server.`,
        { reason: 'oversized' },
      );
    }
    this.#events = [];
    return events;
  }

  #takeText(piece: string): void {
    if (piece === '') return;
    const text = this.#unifyLineEnds(this.#withoutMark(piece));
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#takeLine(this.#rest + text.slice(start, end));
      if (this.#isOversized) return;
      this.#rest = '';
      start = end + 1;
    }
    this.#rest += start === 0 ? text : text.slice(start);
    this.#checkSize(this.#rest);
  }

  #withoutMark(text: string): string {
    const hasMark = this.#isAtStart && text.charCodeAt(0) === BYTE_ORDER_MARK;
    this.#isAtStart = false;
    return hasMark ? text.slice(1) : text;
  }

  /** CR and CRLF become LF, also where a CRLF was cut in two. */
  #unifyLineEnds(piece: string): string {
    const text = this.#endedInCarriageReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    this.#endedInCarriageReturn = text.endsWith('\r');
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  }

  #takeLine(line: string): void {
    this.#checkSize(line);
    if (this.#isOversized) return;
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    if (field === 'data') {
      const value = fieldValue(line, colon);
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    } else if (field === 'event') {
      this.#type = fieldValue(line, colon) || undefined;
    }
  }

  #dispatch(): void {
    const data = this.#data;
    const event = this.#type;
    this.#data = undefined;
    this.#type = undefined;
    if (data !== undefined) this.#events.push(event === undefined ? { data } : { event, data });
  }

  /** Of a line, or of what has come of one, together with the event it belongs to. */
  #checkSize(line: string): void {
    this.#isOversized = line.length + (this.#data?.length ?? 0) > this.#maxEventChars;
  }
}

/** What follows the colon, without the one blank after it. */
function fieldValue(line: string, colon: number): string {
  if (colon < 0) return '';
  return line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
}
