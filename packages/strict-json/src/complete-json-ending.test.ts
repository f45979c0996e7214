import { ChatError, type ChatTransport } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contextWith, failureOf, fault, request } from './__fixtures__/set-up.ts';
import { completeJson } from './complete-json.ts';

const schema = z.object({ city: z.string(), degrees: z.number() });
const good = '{"city":"Oslo","degrees":7}';
const bad = '{"city":"Oslo"}';

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
