import { type ChatChunk, type ChatTransport, createContext } from '@scillm/core';
import { type ScriptStep, scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { rungOf } from './__fixtures__/backend.ts';
import {
  citySchema,
  contextWith,
  failureOf,
  fault,
  onClock,
  refused,
  request,
} from './__fixtures__/set-up.ts';
import type { JsonOptions } from './json-options.ts';
import { type JsonChunk, streamJson } from './stream-json.ts';

const schema = z.object({ words: z.array(z.string()) });
const text = '{"words": ["a b", "c"]}';

async function all<T>(stream: AsyncIterable<JsonChunk<T>>): Promise<JsonChunk<T>[]> {
  const chunks: JsonChunk<T>[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

function streaming(
  steps: readonly ScriptStep[],
  options: JsonOptions = {},
  context = contextWith(),
) {
  const transport = scriptedTransport(steps);
  return { transport, stream: streamJson(transport, request, { schema, ...options }, context) };
}

function partialsIn(chunks: readonly JsonChunk<unknown>[]): readonly unknown[] {
  return chunks.flatMap((chunk) => (chunk.done ? [] : [chunk.partial]));
}

describe('J10 streamJson', () => {
  it('J10 gives what can be read so far, then the value', async () => {
    const { stream, transport } = streaming([text]);
    const chunks = await all(stream);
    expect(partialsIn(chunks)).toContainEqual({ words: ['a '] });
    expect(partialsIn(chunks).at(-1)).toEqual({ words: ['a b', 'c'] });
    expect(chunks.at(-1)).toMatchObject({
      done: true,
      value: { words: ['a b', 'c'] },
      response: { scillm: { attemptCount: 1, json: { rung: 'json_schema', repairs: [] } } },
    });
    expect(transport.calls).toHaveLength(1);
  });

  it('J10 gives as value what the schema makes, and only that', async () => {
    const upper = z.object({ words: z.array(z.string().transform((word) => word.toUpperCase())) });
    const chunks = await all(streaming([text], { schema: upper }).stream);
    expect(partialsIn(chunks).at(-1)).toEqual({ words: ['a b', 'c'] });
    expect(chunks.at(-1)).toMatchObject({ done: true, value: { words: ['A B', 'C'] } });
  });

  it('J10 begins anew at a restart', async () => {
    const chunks = await all(streamJson(restarting(), request, { schema }, contextWith()));
    const partials = partialsIn(chunks);
    expect(partials).toContainEqual({ words: ['first'] });
    expect(partials.at(-1)).toEqual({ words: ['second'] });
    expect(chunks.at(-1)).toMatchObject({ value: { words: ['second'] } });
  });

  it('J7 moves down before anything is shown', async () => {
    const { stream, transport } = streaming([refused, text]);
    const last = (await all(stream)).at(-1);
    expect(transport.calls.map((call) => rungOf(call.request))).toEqual([
      'json_schema',
      'json_object',
    ]);
    expect(last).toMatchObject({
      response: { scillm: { json: { droppedRungs: ['json_schema'] } } },
    });
  });

  it('J7 reads the arguments of a forced tool', async () => {
    const call = { toolCalls: [{ name: 'answer', arguments: text }] };
    const chunks = await all(streaming([call], { rungs: ['tool'] }).stream);
    expect(partialsIn(chunks)).toEqual([{ words: ['a b', 'c'] }]);
    expect(chunks.at(-1)).toMatchObject({ value: { words: ['a b', 'c'] } });
  });

  it('J8 asks again, whole, for an answer that does not fit', async () => {
    const { stream, transport } = streaming(['{"words": [1]}', 'no', text]);
    const chunks = await all(stream);
    expect(chunks.at(-1)).toMatchObject({
      value: { words: ['a b', 'c'] },
      response: { scillm: { attemptCount: 3, json: { reasks: 2 } } },
    });
    expect(transport.calls[1]?.request.messages).toHaveLength(3);
  });

  it('J8 throws schema_invalid where nothing is left', async () => {
    const error = await failureOf(all(streaming(['no'], { reasks: 0 }).stream));
    expect(error).toMatchObject({ code: 'schema_invalid', reason: 'unparsable', partial: 'no' });
  });

  it('S6 throws what breaks the stream, with the text so far', async () => {
    const cut = { text: '{"words": ["a', error: fault('stream_cut') };
    const error = await failureOf(all(streaming([cut]).stream));
    expect(error).toMatchObject({ code: 'stream_cut', partial: '{"words": ["a' });
  });

  it('S10 throws stream_cut for a stream without its end', async () => {
    const endless: ChatTransport = {
      ...scriptedTransport([]),
      async stream() {
        return only([piece('{"words":["a"]}')]);
      },
    };
    const error = await failureOf(all(streamJson(endless, request, { schema }, contextWith())));
    expect([error.code, error.reason]).toEqual(['stream_cut', 'no_finish']);
  });

  it('gives lists from inside the object they were asked for in', async () => {
    const list = z.array(z.string());
    const chunks = await all(streaming(['{"value": ["a"]}'], { schema: list }).stream);
    expect(partialsIn(chunks).at(-1)).toEqual(['a']);
    expect(chunks.at(-1)).toMatchObject({ value: ['a'] });
  });

  it('rejects with what stops the call before it begins', async () => {
    const { stream } = streaming([text], {}, contextWith({ signal: AbortSignal.abort() }));
    expect((await failureOf(all(stream))).code).toBe('aborted');
    const bad = streamJson(scriptedTransport([text]), request, {}, { deadlineMs: -1 });
    expect((await failureOf(all(bad))).code).toBe('invalid_config');
    expect(() => createContext({ deadlineMs: -1 })).toThrow();
  });
});

describe('S11 leaving', () => {
  it('S11 a loop closes the stream and releases what waits', async () => {
    const context = contextWith();
    let ends = 0;
    context.onEnd(() => {
      ends += 1;
    });
    const { stream } = streaming([text], {}, context);
    for await (const chunk of stream) {
      expect(chunk.done).toBe(false);
      break;
    }
    expect(context.trail.map(({ outcome }) => outcome)).toEqual(['cancelled']);
    expect(ends).toBe(1);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it('S11 ends a read that waits', async () => {
    const { clock, context } = onClock();
    const { stream, transport } = streaming(['hang'], {}, context);
    const read = stream.next();
    while (transport.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await stream.return?.();
    expect(await read).toEqual({ value: undefined, done: true });
    expect(context.trail.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['cancelled', 'aborted'],
    ]);
    expect(clock.alarmCount).toBe(0);
  });

  it('asks nobody before the first read, nor after it was left', async () => {
    const context = contextWith();
    const { stream, transport } = streaming([text], {}, context);
    await stream.return?.();
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    expect(transport.calls).toEqual([]);
    expect(context.ends.isOver).toBe(true);
  });

  it('C4 the caller ends it while a re-ask is under way', async () => {
    const left = new AbortController();
    const context = contextWith({ signal: left.signal });
    const { stream, transport } = streaming(['no', 'hang'], {}, context);
    const work = failureOf(all(stream));
    while (transport.calls.length < 2) await new Promise((resolve) => setImmediate(resolve));
    left.abort();
    expect((await work).code).toBe('aborted');
  });
});

it('the types follow the schema', async () => {
  for await (const chunk of streamJson(
    scriptedTransport(['{"city":"Oslo"}']),
    request,
    { schema: citySchema },
    contextWith(),
  )) {
    const city: string | undefined = chunk.done ? chunk.value.city : chunk.partial.city;
    expect(city).toBe('Oslo');
  }
});

function piece(content: string, finish: 'stop' | null = null): ChatChunk {
  const choices = [{ index: 0, delta: { content }, finish_reason: finish }];
  return { id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', choices };
}

async function* only(chunks: readonly ChatChunk[]): AsyncGenerator<ChatChunk> {
  yield* chunks;
}

/** A stream that breaks after some text and begins anew. */
function restarting(): ChatTransport {
  const inner = scriptedTransport(['{"words": ["second"]}']);
  return {
    ...inner,
    async stream(sent, context) {
      const second = await inner.stream(sent, context);
      const event = { event: 'restart', attempt: 2, discardedChars: 20, reason: 'socket' } as const;
      return (async function* () {
        yield piece('{"words": ["fi');
        yield piece('rst"');
        yield { ...piece(''), choices: [], scillm: event };
        yield* second;
      })();
    },
  };
}
