import { type ChatChunk, type ChatTransport, collect, forkContext } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  citySchema,
  contextWith,
  failureOf,
  fault,
  refused,
  request,
} from './__fixtures__/set-up.ts';
import { strictJson } from './strict-json.ts';

const options = { schema: citySchema };
const good = ' {"city" : "Oslo"}\n';

async function chunksOf(stream: AsyncIterable<ChatChunk>): Promise<ChatChunk[]> {
  const chunks: ChatChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

describe('strictJson complete', () => {
  it('J3 gives the bytes of the model where nothing was repaired', async () => {
    const transport = strictJson(scriptedTransport([good]), options);
    const { choices, scillm } = await transport.complete(request, contextWith());
    expect(choices[0]?.message).toEqual({ role: 'assistant', content: good });
    expect(scillm.json).toMatchObject({ rung: 'json_schema', repairs: [] });
  });

  it('gives the JSON alone where it was repaired, before the schema made anything of it', async () => {
    const date = z.object({ at: z.string().transform((text) => new Date(text)) });
    const prose = 'Here you are: {"at": "2024-02-29"}';
    const transport = strictJson(scriptedTransport([prose]), { schema: date });
    const { choices, scillm } = await transport.complete(request, contextWith());
    expect(choices[0]?.message.content).toBe('{"at":"2024-02-29"}');
    expect(scillm.json?.repairs.length).toBeGreaterThan(0);
  });

  it('W6 gives the trail of the whole call', async () => {
    const transport = strictJson(scriptedTransport([refused, 'no', good]), options);
    const { scillm } = await transport.complete(request, contextWith());
    expect(scillm).toMatchObject({ attemptCount: 3, json: { rung: 'json_object', reasks: 1 } });
  });

  it('gives the arguments of a forced tool as content', async () => {
    const call = { toolCalls: [{ name: 'answer', arguments: { city: 'Oslo' } }] };
    const transport = strictJson(scriptedTransport([call]), { ...options, rungs: ['tool'] });
    const [choice] = (await transport.complete(request, contextWith())).choices;
    expect(choice).toEqual({
      index: 0,
      message: { role: 'assistant', content: '{"city":"Oslo"}' },
      finish_reason: 'stop',
    });
  });

  it('passes on calls of tools of the request', async () => {
    const inner = scriptedTransport([
      { text: 'Wait.', toolCalls: [{ name: 'look', arguments: {} }] },
    ]);
    const tools = [{ type: 'function', function: { name: 'look' } }] as const;
    const response = await strictJson(inner, options).complete(
      { ...request, tools },
      contextWith(),
    );
    expect(response.choices[0]?.finish_reason).toBe('tool_calls');
    expect(response.choices[0]?.message.tool_calls).toHaveLength(1);
    expect(response.scillm.json).toBeUndefined();
    expect(inner.calls).toHaveLength(1);
  });

  it('is named and pooled as what it wraps, and nests', async () => {
    const inner = scriptedTransport([good], { id: 'x', pool: 'p' });
    const transport = strictJson(strictJson(inner, options), options);
    expect([transport.id, transport.pool]).toEqual(['x', 'p']);
    expect(strictJson(scriptedTransport([]), options)).not.toHaveProperty('pool');
    const { scillm } = await transport.complete(request, contextWith());
    expect(scillm.attemptCount).toBe(1);
  });

  it('C6 ends the attempt of whoever asked', async () => {
    const context = contextWith();
    let ends = 0;
    context.onEnd(() => {
      ends += 1;
    });
    await strictJson(scriptedTransport([good]), options).complete(request, context);
    expect([ends, context.ends.isOver]).toEqual([1, true]);
  });
});

describe('strictJson stream', () => {
  it('S6 S10 gives the finished answer as chunks, the last with the metadata', async () => {
    const inner = scriptedTransport([good]);
    const stream = await strictJson(inner, options).stream(request, contextWith());
    const chunks = await chunksOf(stream);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content)).toEqual([good, undefined]);
    expect(chunks.at(-1)).toMatchObject({
      object: 'chat.completion.chunk',
      choices: [],
      scillm: { attemptCount: 1, json: { rung: 'json_schema' } },
    });
    expect(inner.calls[0]?.context.options.streamMode).toBe('hold');
  });

  it('S10 equals what complete gives', async () => {
    const steps = [refused, 'no', good];
    const whole = await strictJson(scriptedTransport(steps), options).complete(
      request,
      contextWith(),
    );
    const stream = await strictJson(scriptedTransport(steps), options).stream(
      request,
      contextWith(),
    );
    expect(await collect(stream)).toEqual(whole);
  });

  it('S6 shows nothing of an answer that does not fit, or breaks', async () => {
    const cut = { text: '{"city":"O', error: fault('stream_cut') };
    const broken = strictJson(scriptedTransport([cut]), options);
    const error = await failureOf(broken.stream(request, contextWith()));
    expect(error).toMatchObject({ code: 'stream_cut', partial: '{"city":"O' });
    const unfit = strictJson(scriptedTransport(['no']), { ...options, reasks: 0 });
    expect((await failureOf(unfit.stream(request, contextWith()))).code).toBe('schema_invalid');
  });

  it('leaves what the caller said of the call as it was', async () => {
    const inner = scriptedTransport([good]);
    const context = forkContext(contextWith(), { options: { priority: 3, streamMode: 'commit' } });
    await strictJson(inner, options).stream(request, context);
    expect(inner.calls[0]?.context.options).toEqual({ priority: 3, streamMode: 'hold' });
    expect(context.options.streamMode).toBe('commit');
  });

  it('C8 throws a ChatError even where a transport breaks its word', async () => {
    const broken: ChatTransport = {
      ...scriptedTransport([good]),
      stream: () => Promise.reject(new TypeError('oops')),
    };
    const error = await failureOf(strictJson(broken, options).stream(request, contextWith()));
    expect(error.code).toBe('internal');
  });
});
