import { type CallContext, type ChatRequest, createContext, readSettings } from '@scillm/core';
import { createCompatible } from '@scillm/providers-compatible';
import { completeJson, requireNonemptyKeys, streamJson, strictJson } from '@scillm/strict-json';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { failureOf } from './__fixtures__/outcome.ts';
import { simulate } from './__fixtures__/simulated-environment.ts';
import { MODEL } from './__fixtures__/two-bases.ts';

const Weather = z.object({ city: z.string(), degrees: z.number() });
const oslo = { city: 'Oslo', degrees: 7 };
const request: ChatRequest = {
  model: MODEL,
  messages: [{ role: 'user', content: `Return only ${JSON.stringify(oslo)}` }],
};

const context = (): CallContext => createContext({}, { settings: readSettings({}) });

/** One simulated base by real HTTP, under a fault script. */
async function base(faults: string) {
  const simulator = await simulate({
    surfaces: ['chutes-1'],
    faults: faults
      .split(';')
      .map((fault) => (fault === '' ? '' : `* /v1/chat/completions ${fault}`))
      .join('\n'),
  });
  const transport = createCompatible({
    id: 'a',
    settings: readSettings({}),
    baseUrl: simulator.base('chutes-1'),
    apiKey: simulator.key('chutes-1'),
  });
  const hits = (): number => simulator.log.entries({ surface: 'chutes-1' }).length;
  return { transport, hits };
}

describe('strict JSON by HTTP', () => {
  it('J1 reads an answer of strict mode as it came', async () => {
    const { transport, hits } = await base('');
    const { value, response } = await completeJson(transport, request, { schema: Weather });
    expect(value).toEqual(oslo);
    expect(response.scillm.json).toEqual({
      rung: 'json_schema',
      repairs: [],
      reasks: 0,
      droppedRungs: [],
    });
    expect(hits()).toBe(1);
  });

  it.each([
    ['json_object', '-> reject=response_format.json_schema', 2],
    ['tool', '-> reject=response_format', 3],
    ['prompt', 'n=1..2 -> reject=response_format;n=1 -> reject=tools', 4],
  ])('J7 moves down to %s by the server’s own words, once', async (rung, faults, asked) => {
    const { transport, hits } = await base(faults);
    const first = await completeJson(transport, request, { schema: Weather });
    expect(first.response.scillm.json?.rung).toBe(rung);
    expect(Weather.parse(first.value).city).toBe('Oslo');
    expect(hits()).toBe(asked);
    const next = await completeJson(transport, request, { schema: Weather });
    expect(next.response.scillm).toMatchObject({ attemptCount: 1, json: { rung } });
    expect(hits()).toBe(asked + 1);
  });

  it('14 J4 asks again where the answer was cut by its length', async () => {
    const { transport } = await base('n=1 -> truncated');
    const { value, response } = await completeJson(transport, request, { schema: Weather });
    expect(Weather.parse(value)).toEqual(value);
    expect(response.scillm.attempts.map(({ kind }) => kind)).toEqual(['first', 'reask']);
  });

  it.each([
    ['schema_invalid', 'truncated', '-> truncated'],
    ['schema_invalid', 'unparsable', '-> garbage'],
    ['content_filter', 'refusal', '-> refusal'],
  ])('E9 J8 ends in %s, reason %s', async (code, reason, faults) => {
    const { transport } = await base(faults);
    const error = await failureOf(completeJson(transport, request, { schema: Weather }));
    expect([error.code, error.reason]).toEqual([code, reason]);
    expect(error.partial).not.toBe('');
  });

  it('J2 J3 takes JSON out of its fence, and says so', async () => {
    const { transport, hits } = await base('-> fenced');
    const { value, response } = await completeJson(transport, request, { schema: Weather });
    expect([value, hits()]).toEqual([oslo, 1]);
    expect(response.scillm.json?.repairs.map(({ op }) => op)).toContain('strip_fence');
  });

  it('J10 streams partial values and ends with the whole one', async () => {
    const { transport, hits } = await base('n=1 -> split');
    const partials: unknown[] = [];
    for await (const chunk of streamJson(transport, request, { schema: Weather })) {
      if (chunk.done) expect(chunk.value).toEqual(oslo);
      else partials.push(chunk.partial);
    }
    expect(partials.at(-1)).toEqual(oslo);
    expect(hits()).toBe(1);
  });

  it('S6 is a transport whose streams are held', async () => {
    const { transport, hits } = await base('n=1 -> truncated');
    let text = '';
    for await (const chunk of await strictJson(transport, { schema: Weather }).stream(
      request,
      context(),
    )) {
      text += chunk.choices[0]?.delta.content ?? '';
    }
    expect(Weather.safeParse(JSON.parse(text)).success).toBe(true);
    expect(hits()).toBe(2);
  });

  it('J6 puts null for empty keys where JSON was asked for', async () => {
    const { transport } = await base('');
    const said = { role: 'user', content: 'Return only {"title": " ", "n": 1}' } as const;
    const response = await requireNonemptyKeys(transport, ['title']).complete(
      { model: MODEL, messages: [said], response_format: { type: 'json_object' } },
      context(),
    );
    expect(JSON.parse(response.choices[0]?.message.content ?? '')).toEqual({ title: null, n: 1 });
  });
});
