import type { ChatTransport } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contextWith, cutAfter, failureOf, request, saying } from './__fixtures__/set-up.ts';
import { completeJson } from './complete-json.ts';

const schema = z.object({ city: z.string(), degrees: z.number() });
const good = '{"city":"Oslo","degrees":7}';
const bad = '{"city":"Oslo"}';

describe('J1 a valid answer', () => {
  it('J1 gives value, raw text and response of one attempt', async () => {
    const transport = scriptedTransport([` ${good}\n`]);
    const { value, raw, response } = await completeJson(
      transport,
      request,
      { schema },
      contextWith(),
    );
    expect(value).toEqual({ city: 'Oslo', degrees: 7 });
    expect(raw).toBe(` ${good}\n`);
    expect(response.choices[0]?.message.content).toBe(raw);
    expect(response.scillm).toMatchObject({ servedBy: 'scripted', attemptCount: 1 });
    expect(response.scillm.json).toEqual({
      rung: 'json_schema',
      repairs: [],
      reasks: 0,
      droppedRungs: [],
    });
  });

  it('W5 W2 leaves the request as it was and passes on what it does not know', async () => {
    const transport = scriptedTransport([good]);
    const sent = { ...request, temperature: 0, response_format: { type: 'text' }, own: 1 } as const;
    const before = structuredClone(sent);
    await completeJson(transport, sent, { schema }, contextWith());
    expect(sent).toEqual(before);
    const { response_format, ...rest } = transport.calls[0]?.request ?? {};
    const { response_format: _, ...expected } = sent;
    expect(rest).toEqual(expected);
    expect(response_format).toMatchObject({ type: 'json_schema' });
  });

  it('gives what the schema makes of it', async () => {
    const upper = z.object({ city: z.string().transform((text) => text.toUpperCase()) });
    const { value } = await completeJson(
      scriptedTransport([good]),
      request,
      { schema: upper },
      contextWith(),
    );
    expect(value).toEqual({ city: 'OSLO' });
  });

  it('takes a JSON Schema, and none at all', async () => {
    const json = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    for (const options of [{ schema: json }, {}]) {
      const transport = scriptedTransport([good]);
      const { value } = await completeJson(transport, request, options, contextWith());
      expect(value).toEqual({ city: 'Oslo', degrees: 7 });
    }
  });

  it('reads the first of several choices', async () => {
    const inner = scriptedTransport([good]);
    const two: ChatTransport = {
      ...inner,
      async complete(sent, context) {
        const response = await inner.complete(sent, context);
        const other = {
          message: { role: 'assistant', content: bad },
          index: 1,
          finish_reason: 'stop',
        };
        return { ...response, choices: [...response.choices, other as never] };
      },
    };
    const { value } = await completeJson(two, { ...request, n: 2 }, { schema }, contextWith());
    expect(value).toEqual({ city: 'Oslo', degrees: 7 });
  });

  it('makes a context of options', async () => {
    const transport = scriptedTransport([good]);
    await completeJson(transport, request, { schema }, { idempotencyKey: 'key-1' });
    expect(transport.calls[0]?.context.idempotencyKey).toBe('key-1');
  });
});

describe('options of the reading', () => {
  it('J6 puts null for empty keys before it validates', async () => {
    const nullable = z.object({ city: z.string().nullable() });
    const options = { schema: nullable, nonemptyKeys: ['city'] };
    const { value, response } = await completeJson(
      scriptedTransport(['{"city":""}']),
      request,
      options,
      contextWith(),
    );
    expect(value).toEqual({ city: null });
    expect(response.scillm.json?.repairs.map(({ op }) => op)).toEqual(['nonempty_null']);
  });

  it('turns text into numbers only where told to', async () => {
    const text = '{"city":"Oslo","degrees":"7"}';
    const ask = (coerce: boolean) =>
      completeJson(
        scriptedTransport([text]),
        request,
        { schema, coerce, reasks: 0 },
        contextWith(),
      );
    expect((await ask(true)).value).toEqual({ city: 'Oslo', degrees: 7 });
    expect((await failureOf(ask(false))).reason).toBe('invalid');
  });

  it('J4 marks an answer that was cut, where it may be used', async () => {
    const cut = scriptedTransport([cutAfter('{"city":"Os')]);
    const options = { schema: z.object({ city: z.string() }), allowPartial: true };
    const { value, response } = await completeJson(cut, request, options, contextWith());
    expect(value).toEqual({ city: 'Os' });
    expect(response.scillm.warnings).toEqual([{ code: 'json_partial', count: 1 }]);
    expect(response.scillm.json?.repairs.map(({ op }) => op)).toContain('close');
  });
});

describe('a call of a tool that was not offered', () => {
  it('is passed over: the content is read', async () => {
    const call = { text: good, toolCalls: [{ name: 'look', arguments: {} }] };
    const { value } = await completeJson(
      scriptedTransport([call]),
      request,
      { schema },
      contextWith(),
    );
    expect(value).toEqual({ city: 'Oslo', degrees: 7 });
  });
});

describe('E9 a refusal', () => {
  it('E9 is content_filter, with what was said, and never asked again', async () => {
    const inner = scriptedTransport([good]);
    const transport = saying(inner, { content: null, refusal: 'I cannot help with that.' });
    const error = await failureOf(completeJson(transport, request, { schema }, contextWith()));
    expect(error).toMatchObject({
      code: 'content_filter',
      reason: 'refusal',
      partial: 'I cannot help with that.',
      deployment: 'scripted',
    });
    expect(error.attempts).toHaveLength(1);
    expect(inner.calls).toHaveLength(1);
  });

  it('E9 so is an answer that a filter stopped', async () => {
    const stopped = { text: bad, toolCalls: [], finishReason: 'content_filter' } as const;
    const error = await failureOf(
      completeJson(scriptedTransport([stopped]), request, { schema }, contextWith()),
    );
    expect([error.code, error.partial]).toEqual(['content_filter', bad]);
  });
});
