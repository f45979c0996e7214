import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../error/chat-error.ts';
import { createSseDecoder, type SseDecoder, type SseEvent } from './sse-decoder.ts';

const MOST = 8 * 1024 * 1024;
const encoder = new TextEncoder();

function decoder(maxEventChars?: number): SseDecoder {
  return createSseDecoder({
    subject: 'chutes',
    ...(maxEventChars === undefined ? {} : { maxEventChars }),
  });
}

/** The events of a text that arrives in these pieces. */
function decode(...pieces: readonly (string | Uint8Array)[]): readonly SseEvent[] {
  const sse = decoder();
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece));
  return [...bytes.flatMap((piece) => sse.push(piece)), ...sse.end()];
}

/** Cuts bytes at positions given as shares of their length. */
function cut(bytes: Uint8Array, shares: readonly number[]): readonly Uint8Array[] {
  const ends = [...shares.map((share) => Math.floor(share * bytes.length)), bytes.length];
  let start = 0;
  return ends
    .sort((a, b) => a - b)
    .map((end) => {
      const piece = bytes.subarray(start, end);
      start = end;
      return piece;
    });
}

/** Everything until the limit is met, and the reason it was. */
function decodeLimited(pieces: readonly Uint8Array[], maxEventChars: number) {
  const sse = decoder(maxEventChars);
  const events: SseEvent[] = [];
  try {
    for (const piece of pieces) events.push(...sse.push(piece));
    events.push(...sse.push(new Uint8Array()), ...sse.end());
    return { events, reason: undefined };
  } catch (error) {
    return { events, reason: ChatError.is(error) ? `${error.code} ${error.reason}` : error };
  }
}

describe('events', () => {
  it.each<[string, string, readonly SseEvent[]]>([
    ['LF', 'data: a\n\ndata: b\n\n', [{ data: 'a' }, { data: 'b' }]],
    ['CR', 'data: a\r\rdata: b\r\r', [{ data: 'a' }, { data: 'b' }]],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', [{ data: 'a' }, { data: 'b' }]],
    ['all three, mixed', 'data: a\r\ndata: b\rdata: c\n\r', [{ data: 'a\nb\nc' }]],
    ['one byte order mark', '\ufeffdata: a\n\n', [{ data: 'a' }]],
    ['no second byte order mark', '\ufeff\ufeffdata: a\n\n', []],
    ['no byte order mark inside', 'data: a\n\n\ufeffdata: b\n\n', [{ data: 'a' }]],
    ['one blank after the colon', 'data:  a \n\ndata:b\n\n', [{ data: ' a ' }, { data: 'b' }]],
    ['several data lines', 'data: a\ndata\ndata: b\n\n', [{ data: 'a\n\nb' }]],
    ['an empty data line', 'data:\n\n', [{ data: '' }]],
    [
      'a name',
      'event: error\ndata: a\n\ndata: b\n\n',
      [{ event: 'error', data: 'a' }, { data: 'b' }],
    ],
    ['an empty name', 'event: error\nevent:\ndata: a\n\n', [{ data: 'a' }]],
    ['a name without data', 'event: ping\n\ndata: a\n\n', [{ data: 'a' }]],
    [
      'comments, ids and unknown fields',
      ': hi\nid: 1\nretry: 9\ndatum: x\ndata: a\n\n',
      [{ data: 'a' }],
    ],
    ['no blank before the colon', 'data : a\nDATA: b\n\n', []],
    ['a last event without its blank line', 'data: a\n\ndata: b', [{ data: 'a' }, { data: 'b' }]],
    ['a last event with one line end', 'data: b\r', [{ data: 'b' }]],
    ['nothing', '', []],
  ])('S1 reads %s', (_, text, events) => {
    expect(decode(text)).toEqual(events);
  });

  it('S1 reads a CRLF and a character cut in two', () => {
    const euro = encoder.encode('€');
    expect(decode('data: a\r', '\ndata: b\r', '\r', '\n')).toEqual([{ data: 'a\nb' }]);
    expect(decode('data: ', euro.subarray(0, 1), euro.subarray(1), '\n\n')).toEqual([
      { data: '€' },
    ]);
    expect(decode(new Uint8Array([0xef]), new Uint8Array([0xbb, 0xbf]), 'data: a')).toEqual([
      { data: 'a' },
    ]);
  });

  it('gives each event as soon as its blank line is in', () => {
    const sse = decoder();
    expect(sse.push(encoder.encode('data: a\r\n\r'))).toEqual([{ data: 'a' }]);
    expect(sse.push(encoder.encode('\ndata: b\n'))).toEqual([]);
    expect(sse.push(encoder.encode('\n'))).toEqual([{ data: 'b' }]);
    expect(sse.end()).toEqual([]);
  });
});

const text = fc.string({ unit: fc.constantFrom('a', 'ü', '€', '😀', ' ', ':', '{', '\ufeff') });
const line = fc.oneof(
  { weight: 6, arbitrary: text.map((value) => `data: ${value}`) },
  text.map((value) => `data:${value}`),
  text.map((value) => `event: ${value}`),
  text.map((value) => `: ${value}`),
  text.map((value) => `id: ${value}`),
  text,
  fc.constant('data'),
);
const event = fc.array(line, { maxLength: 5 });
const lineEnd = fc.constantFrom('\n', '\r', '\r\n');
const stream = fc
  .tuple(fc.array(event, { maxLength: 8 }), lineEnd)
  .map(([events, end]) => events.map((lines) => [...lines, '', ''].join(end)).join(''));
const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe('properties', () => {
  it('S1 gives the same events however a stream is cut', () => {
    fc.assert(
      fc.property(stream, fc.string(), shares, (body, rest, where) => {
        const bytes = encoder.encode(body + rest);
        expect(decode(...cut(bytes, where))).toEqual(decode(bytes));
        expect(decode(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(decode(bytes));
      }),
    );
  });

  it('S1 gives the same events however bytes that are no UTF-8 are cut', () => {
    const byte = fc.oneof(fc.constantFrom(10, 13, 58, 0xe2, 0x82, 0xac, 0xf0, 0xed), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte), shares, (values, where) => {
        const bytes = Uint8Array.from([...encoder.encode('data:'), ...values]);
        expect(decode(...cut(bytes, where))).toEqual(decode(bytes));
      }),
    );
  });

  it('S1 agrees with eventsource-parser on whole events', () => {
    fc.assert(
      fc.property(stream, (body) => {
        const expected: SseEvent[] = [];
        const oracle = createParser({
          onEvent: ({ event: type, data }) =>
            expected.push(type === undefined ? { data } : { event: type, data }),
        });
        // It takes strings only and knows the mark by its bytes: both get the text without one.
        oracle.feed(body.replace(/^\ufeff/, ''));
        // Of a CR at the very end it waits for the LF.
        if (body.endsWith('\r')) oracle.feed('\n');
        expect(decode(body)).toEqual(expected);
      }),
    );
  });

  it('S1 meets its size limit at the same event however a stream is cut', () => {
    fc.assert(
      fc.property(stream, fc.nat(40), shares, (body, limit, where) => {
        const bytes = encoder.encode(body);
        expect(decodeLimited(cut(bytes, where), limit)).toEqual(decodeLimited([bytes], limit));
      }),
    );
  });
});

describe('the size limit', () => {
  it('S1 refuses a frame over 8 MiB and takes one of 8 MiB', () => {
    const line = encoder.encode(`data: ${'x'.repeat(MOST - 6)}`);
    expect(decode(line, '\n\n')[0]?.data).toHaveLength(MOST - 6);
    const sse = decoder();
    sse.push(line);
    expect(() => sse.push(encoder.encode('x'))).toThrow(
      expect.objectContaining({ code: 'bad_response', reason: 'oversized' }),
    );
  });

  it('S1 refuses a frame over the limit that came in one piece', () => {
    expect(decodeLimited([encoder.encode('data: 0123456789\n\n')], 10).reason).toBe(
      'bad_response oversized',
    );
  });

  it('S1 hands out what came before, then refuses whatever comes', () => {
    const sse = decoder(10);
    expect(sse.push(encoder.encode('data: a\n\ndata: 0123456789\n\ndata: b\n\n'))).toEqual([
      { data: 'a' },
    ]);
    expect(() => sse.push(encoder.encode('\n\n'))).toThrow(ChatError);
    expect(() => sse.end()).toThrow(ChatError);
  });

  it.each([
    ['one line', 'x'],
    ['many lines', 'data:x\n'],
    ['a comment', ':'],
  ])('S12 stops a frame without end: %s', (_, piece) => {
    const sse = decoder(1000);
    const bytes = encoder.encode(piece.repeat(100));
    expect(() => {
      for (let count = 0; count < 1000; count += 1) sse.push(bytes);
    }).toThrow(expect.objectContaining({ reason: 'oversized' }));
  });

  it('S12 keeps nothing of what it has handed out', () => {
    const sse = decoder(1000);
    const bytes = encoder.encode(`:${'c'.repeat(90)}\ndata: ${'x'.repeat(900)}\n\n`);
    for (let count = 0; count < 2000; count += 1) expect(sse.push(bytes)).toHaveLength(1);
  });

  it('S12 takes a large line in many pieces in linear time', () => {
    const sse = decoder();
    const bytes = encoder.encode('x'.repeat(1024));
    const startedAtMs = performance.now();
    for (let count = 0; count < 8000; count += 1) sse.push(bytes);
    expect(performance.now() - startedAtMs).toBeLessThan(1000);
  });
});
