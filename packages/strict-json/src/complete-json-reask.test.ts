import type { ChatMessage } from '@scillm/core';
import { type ScriptedTransport, type ScriptStep, scriptedTransport } from '@scillm/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contextWith, cutAfter, failureOf, request } from './__fixtures__/set-up.ts';
import { completeJson } from './complete-json.ts';
import type { JsonOptions } from './json-options.ts';

const schema = z.object({ city: z.string(), degrees: z.number() });
const good = '{"city":"Oslo","degrees":7}';
const bad = '{"city":"Oslo"}';

function asking(steps: readonly ScriptStep[], options: JsonOptions = {}, context = contextWith()) {
  const transport = scriptedTransport(steps);
  const work = completeJson(transport, request, { schema, ...options }, context);
  return { transport, work };
}

function sentIn({ calls }: ScriptedTransport, call: number): readonly ChatMessage[] {
  return calls[call]?.request.messages ?? [];
}

describe('J8 an answer that does not fit', () => {
  it('J8 is asked for again with the conversation, the answer and what is wrong with it', async () => {
    const { transport, work } = asking([bad, good]);
    const { value, response } = await work;
    expect(value).toEqual({ city: 'Oslo', degrees: 7 });
    const [question, answer, correction, ...more] = sentIn(transport, 1);
    expect([question, answer, more]).toEqual([
      request.messages[0],
      { role: 'assistant', content: bad },
      [],
    ]);
    expect(correction?.role).toBe('user');
    expect(correction?.content).toContain('- degrees: ');
    expect(transport.calls[1]?.request.response_format).toEqual(
      transport.calls[0]?.request.response_format,
    );
    expect(response.scillm).toMatchObject({ attemptCount: 2, json: { reasks: 1 } });
    expect(response.scillm.attempts.map(({ kind }) => kind)).toEqual(['first', 'reask']);
  });

  it('J8 is then asked for anew, of somebody else, with the original request', async () => {
    const { transport, work } = asking([bad, 'no JSON at all', good]);
    const { response } = await work;
    expect(sentIn(transport, 2)).toEqual(request.messages);
    expect([...(transport.calls[2]?.context.avoid ?? [])]).toEqual(['scripted']);
    expect(transport.calls.slice(0, 2).map(({ context }) => context.avoid.size)).toEqual([0, 0]);
    expect(response.scillm.json?.reasks).toBe(2);
  });

  it('J8 names the deployment to ask, and a revision of its own for each body', async () => {
    const { transport, work } = asking([bad, bad, good]);
    await work;
    const plans = transport.calls.map(({ context: { plan } }) => plan);
    expect(plans.map(({ kind, deployment, revision }) => [kind, deployment, revision])).toEqual([
      ['first', undefined, 0],
      ['reask', 'scripted', 1],
      ['reask', undefined, 2],
    ]);
  });

  it('J8 then is schema_invalid, with the last answer and the whole trail', async () => {
    const { transport, work } = asking([bad, 'no JSON', bad]);
    const error = await failureOf(work);
    expect(error).toMatchObject({
      code: 'schema_invalid',
      reason: 'invalid',
      partial: bad,
      deployment: 'scripted',
      provider: 'scripted',
    });
    expect(error.message).toContain('degrees');
    expect(error.message.length).toBeLessThanOrEqual(300);
    expect(error.attempts).toHaveLength(3);
    expect(transport.calls).toHaveLength(3);
  });

  it.each<[NonNullable<JsonOptions['reasks']>, number]>([
    [0, 1],
    [{ same: 0 }, 2],
    [{ other: 0 }, 2],
    [{ same: 2, other: 2 }, 5],
  ])('J8 reasks %j makes %i calls at most', async (reasks, calls) => {
    const { transport, work } = asking([bad], { reasks });
    const error = await failureOf(work);
    expect(error.code).toBe('schema_invalid');
    expect(transport.calls).toHaveLength(calls);
  });

  it('J8 keeps every deployment out that has been asked', async () => {
    const context = contextWith({ avoid: ['x'] });
    const { transport, work } = asking([bad], { reasks: { same: 0, other: 2 } }, context);
    await failureOf(work);
    const avoided = transport.calls.map((call) => [...call.context.avoid]);
    expect(avoided).toEqual([['x'], ['x', 'scripted'], ['x', 'scripted']]);
  });

  it.each<[string, ScriptStep]>([
    ['truncated', cutAfter('{"city":"Os')],
    ['unparsable', 'I do not know.'],
    ['unsafe_key', '{"__proto__":{"a":1},"city":"Oslo","degrees":7}'],
    ['invalid', bad],
  ])('J8 says %s', async (reason, step) => {
    const error = await failureOf(asking([step], { reasks: 0 }).work);
    expect([error.code, error.reason]).toEqual(['schema_invalid', reason]);
  });

  it('J4 a cut answer is asked for again and never taken', async () => {
    const { transport, work } = asking([cutAfter(good.slice(0, -1)), good]);
    const { response } = await work;
    expect(response.scillm.attemptCount).toBe(2);
    expect(sentIn(transport, 1)).toHaveLength(3);
  });

  it('E8 keeps what looks like a key out of the message', async () => {
    const strict = z.strictObject({ city: z.string() });
    const text = '{"city":"Oslo","sk-abcdefgh12345678":1}';
    const error = await failureOf(asking([text], { schema: strict, reasks: 0 }).work);
    expect(error.message).not.toContain('abcdefgh');
    expect(error.partial).toBe(text);
  });
});

describe('J8 what is sent back', () => {
  const again = async (answer: string): Promise<readonly ChatMessage[]> => {
    const { transport, work } = asking([answer, good]);
    await work;
    return sentIn(transport, 1).slice(1);
  };

  it('is 8 KiB of the answer at most, cut between characters', async () => {
    const [answer] = await again(`x${'😀'.repeat(5000)}`);
    const content = String(answer?.content);
    expect(Buffer.byteLength(content)).toBe(8189);
    expect(content.endsWith('😀')).toBe(true);
    const [whole] = await again('y'.repeat(8192));
    expect(whole?.content).toHaveLength(8192);
    const [cut] = await again('y'.repeat(8193));
    expect(cut?.content).toHaveLength(8192);
  });

  it('is a prefix of the answer, whatever it is', async () => {
    const texts = fc.string({ unit: 'binary', minLength: 2700, maxLength: 3200 });
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const answer = `no ${text}`;
        const [sent] = await again(answer);
        const content = String(sent?.content);
        expect(answer.startsWith(content)).toBe(true);
        expect(Buffer.byteLength(content)).toBeLessThanOrEqual(8192);
        expect(content.length === answer.length || Buffer.byteLength(content) > 8188).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('is no answer where there was none', async () => {
    const messages = await again(' \n');
    expect(messages.map(({ role }) => role)).toEqual(['user']);
  });

  it('names ten faults at most', async () => {
    const keys = Array.from({ length: 30 }, (_, index) => `key${index}`);
    const many = z.object(Object.fromEntries(keys.map((key) => [key, z.string()])));
    const full = JSON.stringify(Object.fromEntries(keys.map((key) => [key, 'x'])));
    const { transport, work } = asking(['{}', full], { schema: many });
    await work;
    const lines = String(sentIn(transport, 1).at(-1)?.content).split('\n');
    expect(lines.filter((line) => line.startsWith('- key'))).toHaveLength(10);
  });
});
