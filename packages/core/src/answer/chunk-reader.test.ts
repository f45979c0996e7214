import { describe, expect, it } from 'vitest';
import { ChatError } from '../error/chat-error.ts';
import { ChunkReader, type ChunkReaderOptions } from './chunk-reader.ts';

function readerOf(options: Partial<ChunkReaderOptions> = {}): ChunkReader {
  return new ChunkReader({
    subject: 'chutes',
    choices: 1,
    created: 1700000000,
    describeError: (body) => new ChatError('rate_limit', JSON.stringify(body)),
    ...options,
  });
}

/** Accepts each value as an event; a string goes as it is. */
function accept(reader: ChunkReader, ...values: readonly unknown[]) {
  return values.map((value) =>
    reader.accept({ data: typeof value === 'string' ? value : JSON.stringify(value) }),
  );
}

const delta = (fields: object, finish_reason: string | null = null, index = 0) => ({
  choices: [{ index, delta: fields, finish_reason }],
});

describe('the shape of chunks', () => {
  it('S10 fills in what a sparse backend leaves out', () => {
    const [first, second] = accept(
      readerOf(),
      { id: 'x', created: 5, model: 'm', choices: [{ delta: { content: 'a' } }] },
      { choices: [{ index: 0, finish_reason: 'stop' }] },
    );
    const object = 'chat.completion.chunk';
    expect(first).toEqual({
      ...{ id: 'x', object, created: 5, model: 'm' },
      choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }],
    });
    expect(second).toEqual({
      ...{ id: 'x', object, created: 5, model: 'm' },
      choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
    });
  });

  it('S10 takes the time it was given, and no id, where the backend has neither', () => {
    const reader = readerOf();
    expect(accept(reader, delta({ content: 'a' }))[0]).toMatchObject({ id: '', model: '' });
    expect(reader.envelope).toEqual({ id: '', created: 1700000000, model: '' });
  });

  it('S10 names the answer by the first chunk that has a name', () => {
    const reader = readerOf();
    accept(reader, { id: '', model: '', choices: [] }, { id: 'x', model: 'm', ...delta({}) });
    expect(reader.envelope).toMatchObject({ id: 'x', model: 'm' });
    expect(reader.model).toBe('m');
  });

  it('keeps fields it does not know', () => {
    const chunk = { ...delta({ content: 'a', extra: 1 }), citations: ['b'] };
    expect(accept(readerOf(), chunk)[0]).toMatchObject(chunk);
  });

  it('S10 keeps usage for the end: the last count, and none if none came', () => {
    const reader = readerOf();
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const [first] = accept(reader, {
      ...delta({ content: 'a' }),
      usage: { ...usage, total_tokens: 1 },
    });
    expect(first?.usage).toBeNull();
    accept(reader, { choices: [], usage }, { choices: [], usage: null });
    expect(reader.usage).toEqual(usage);
    expect(readerOf().usage).toBeUndefined();
  });

  it('S10 numbers tool calls that have no number: an id begins the next', () => {
    const calls = (...tool_calls: readonly object[]) => delta({ tool_calls });
    const chunks = accept(
      readerOf(),
      calls({ id: 'a', function: { name: 'f', arguments: '{' } }),
      calls({ function: { arguments: '}' } }),
      calls({ id: 'b' }, { id: 'c' }),
    );
    const numbers = chunks.map((chunk) =>
      chunk?.choices[0]?.delta.tool_calls?.map(({ index }) => index),
    );
    expect(numbers).toEqual([[0], [0], [1, 2]]);
  });
});

describe('the end', () => {
  it('S2 takes [DONE], trimmed, for no chunk and no finish', () => {
    const reader = readerOf();
    expect(accept(reader, ' [DONE] ')).toEqual([undefined]);
    expect([reader.isDone, reader.isFinished, reader.malformed]).toEqual([true, false, 0]);
  });

  it('S5 is finished once every answer asked for has a finish reason', () => {
    const reader = readerOf({ choices: 2 });
    accept(reader, delta({ content: 'a' }, 'stop'));
    expect(reader.isFinished).toBe(false);
    accept(reader, delta({ content: 'b' }, null, 1));
    expect(reader.isFinished).toBe(false);
    accept(reader, delta({}, 'length', 1));
    expect(reader.isFinished).toBe(true);
  });

  it('S5 is finished after [DONE] though the backend gave fewer answers', () => {
    const reader = readerOf({ choices: 2 });
    accept(reader, delta({ content: 'a' }, 'stop'), '[DONE]');
    expect(reader.isFinished).toBe(true);
  });

  it('S5 waits for an answer nobody asked for once it has begun', () => {
    const reader = readerOf();
    accept(reader, delta({ content: 'b' }, null, 1), delta({ content: 'a' }, 'stop'));
    expect(reader.isFinished).toBe(false);
  });

  it('S5 drops a duplicate final chunk', () => {
    const reader = readerOf();
    const [first, second] = accept(
      reader,
      delta({ content: 'a' }, 'stop'),
      delta({ content: 'a' }, 'stop'),
    );
    expect(first).toBeDefined();
    expect(second).toBeUndefined();
    expect(reader.text).toBe('a');
  });

  it('S5 takes an empty finish reason for none', () => {
    const reader = readerOf();
    const [chunk] = accept(reader, delta({ content: 'a' }, ''), delta({ content: 'b' }, 'stop'));
    expect(chunk?.choices[0]?.finish_reason).toBeNull();
    expect(reader.text).toBe('ab');
  });

  it('E9 knows a refusal', () => {
    const reader = readerOf();
    accept(reader, delta({ refusal: 'no' }), delta({}, 'stop'));
    expect(reader.isRefusal).toBe(true);
  });

  it.each([
    ['nothing', [delta({ role: 'assistant', content: '' }), delta({}, 'stop')]],
    ['reasoning alone', [delta({ reasoning_content: 'hm' }), delta({}, 'stop')]],
  ])('finishing with %s is empty_response', (_, values) => {
    expect(() => accept(readerOf(), ...values)).toThrow(
      expect.objectContaining({ code: 'empty_response' }),
    );
    expect(() => accept(readerOf({ allowEmpty: true }), ...values)).not.toThrow();
  });

  it.each([
    ['a tool call', [delta({ tool_calls: [{ index: 0 }] }, 'stop')]],
    ['another reason than stop', [delta({}, 'length')]],
  ])('finishing with %s is not empty', (_, values) => {
    expect(() => accept(readerOf(), ...values)).not.toThrow();
  });

  it('a content filter is an error with what was said before', () => {
    expect(() => accept(readerOf(), delta({ content: 'a' }), delta({}, 'content_filter'))).toThrow(
      expect.objectContaining({ code: 'content_filter', partial: 'a' }),
    );
  });
});

describe('broken events', () => {
  const cut = (reason: string) => expect.objectContaining({ code: 'stream_cut', reason });

  it.each(['{"a"', 'null', '1', '"text"', '[]', '', '{"choices":{}}', '{"choices":[null]}'])(
    'S3 skips and counts %s, three times',
    (text) => {
      const reader = readerOf();
      expect(accept(reader, text, text, text)).toEqual([undefined, undefined, undefined]);
      expect(reader.malformed).toBe(3);
      expect(() => accept(reader, text)).toThrow(cut('malformed'));
    },
  );

  it.each([delta('text' as never), delta({ tool_calls: {} }), delta({ tool_calls: [null] })])(
    'S3 counts a delta in no shape: %j',
    (value) => {
      const reader = readerOf();
      expect(accept(reader, value)).toEqual([undefined]);
      expect(reader.malformed).toBe(1);
    },
  );

  it('S3 stops at the first one while a tool call is open, not after it', () => {
    const open = delta({ tool_calls: [{ index: 0, id: 'a' }] });
    const reader = readerOf();
    accept(reader, open);
    expect(() => accept(reader, '{')).toThrow(cut('malformed'));
    const finished = readerOf();
    accept(finished, open, delta({}, 'tool_calls'));
    expect(accept(finished, '{')).toEqual([undefined]);
  });

  it.each([
    ['a data event with error', { data: '{"error":{"message":"slow down"}}' }],
    ['error beside choices', { data: '{"choices":[],"error":"slow down"}' }],
    ['an error event', { event: 'error', data: '{"message":"slow down"}' }],
    ['an error event in plain text', { event: 'error', data: 'slow down' }],
  ])('S2 throws for %s, with the reading of the provider as cause', (_, event) => {
    const reader = readerOf();
    expect(() => reader.accept(event)).toThrow(cut('in_band_error'));
    try {
      reader.accept(event);
    } catch (error) {
      expect((error as ChatError).cause).toMatchObject({ code: 'rate_limit' });
      expect(String((error as ChatError).cause)).toContain('slow down');
    }
  });

  it('S2 takes error: null and choices: [] for nothing', () => {
    expect(accept(readerOf(), { error: null, choices: [] }, { choices: [] }, {})).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
