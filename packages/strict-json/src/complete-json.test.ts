import { ChatError, type ChatTransport } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contextWith, cutAfter, failureOf, fault, request, saying } from './__fixtures__/set-up.ts';
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

describe('what it rejects with', () => {
  it('C2 aborted before anything is asked', async () => {
    const transport = scriptedTransport([good]);
    const reason = new Error('left');
    const signal = AbortSignal.abort(reason);
    const error = await failureOf(
      completeJson(transport, request, { schema }, contextWith({ signal })),
    );
    expect([error.code, error.cause, error.attempts]).toEqual(['aborted', reason, []]);
    expect(transport.calls).toEqual([]);
  });

  it('invalid_config for a bad schema and bad rungs, before anything is asked', async () => {
    const transport = scriptedTransport([good]);
    const free = z.record(z.string(), z.number());
    for (const options of [
      { schema: { type: 'strin' } },
      { schema: free, rungs: ['json_schema'] },
      { rungs: [] },
      { rungs: ['yaml'] },
    ] as const) {
      const error = await failureOf(
        completeJson(transport, request, options as never, contextWith()),
      );
      expect(error.code).toBe('invalid_config');
    }
    expect(transport.calls).toEqual([]);
  });

  it('the error of the transport itself, whatever it is', async () => {
    const own = fault('server_error', { status: 500 });
    const error = await failureOf(
      completeJson(scriptedTransport([own]), request, { schema }, contextWith()),
    );
    expect(error).toMatchObject({ code: 'server_error', status: 500, message: own.message });
    expect(error.attempts).toHaveLength(1);
  });

  it('C8 a ChatError even where a transport breaks its word', async () => {
    const cause = new TypeError('oops');
    const broken: ChatTransport = {
      ...scriptedTransport([good]),
      complete: () => Promise.reject(cause),
    };
    const error = await failureOf(completeJson(broken, request, { schema }, contextWith()));
    expect([error.code, error.cause]).toEqual(['internal', cause]);
  });

  it('schema_invalid where the model calls a tool of the request instead', async () => {
    const transport = scriptedTransport([{ toolCalls: [{ name: 'look', arguments: {} }] }]);
    const tools = [{ type: 'function', function: { name: 'look' } }] as const;
    const error = await failureOf(
      completeJson(transport, { ...request, tools }, { schema }, contextWith()),
    );
    expect([error.code, error.reason]).toEqual(['schema_invalid', 'unparsable']);
    expect(transport.calls).toHaveLength(1);
  });

  it('bad_response for an answer without a choice', async () => {
    const inner = scriptedTransport([good]);
    const empty: ChatTransport = {
      ...inner,
      complete: async (sent, context) => ({
        ...(await inner.complete(sent, context)),
        choices: [],
      }),
    };
    const error = await failureOf(completeJson(empty, request, { schema }, contextWith()));
    expect(error.code).toBe('bad_response');
    expect(ChatError.is(error)).toBe(true);
  });
});

describe('the end of a call', () => {
  it.each([
    ['a value', good, 1],
    ['a failure', bad, 3],
  ])('C6 runs what waits for it once, after %s', async (_, text, asks) => {
    const context = contextWith();
    let ends = 0;
    let inner = 0;
    context.onEnd(() => {
      ends += 1;
    });
    const scripted = scriptedTransport([text]);
    const transport: ChatTransport = {
      ...scripted,
      complete(sent, own) {
        own.onEnd(() => {
          inner += 1;
        });
        expect(ends).toBe(0);
        return scripted.complete(sent, own);
      },
    };
    await completeJson(transport, request, { schema }, context).catch(() => undefined);
    expect([ends, inner]).toEqual([1, asks]);
  });
});
