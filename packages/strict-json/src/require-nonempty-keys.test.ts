import { collect } from '@scillm/core';
import { scriptedTransport } from '@scillm/core/testing';
import { describe, expect, it } from 'vitest';
import { citySchema, contextWith, cutAfter, request } from './__fixtures__/set-up.ts';
import { requireNonemptyKeys } from './require-nonempty-keys.ts';
import { strictJson } from './strict-json.ts';

const asJson = { ...request, response_format: { type: 'json_object' } } as const;
const empty = '{ "title": " ", "a": {"title": ""} }';

describe('J6 keys that may not be empty', () => {
  it('J6 hold null instead, in answers whose request wants JSON', async () => {
    const transport = requireNonemptyKeys(scriptedTransport([empty]), ['title']);
    const { choices, scillm } = await transport.complete(asJson, contextWith());
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({
      title: null,
      a: { title: '' },
    });
    expect(scillm.json).toMatchObject({ rung: 'json_object', reasks: 0, droppedRungs: [] });
    expect(scillm.json?.repairs.map(({ op }) => op)).toEqual(['nonempty_null']);
  });

  it.each([
    ['other content', request, empty],
    ['text', { ...request, response_format: { type: 'text' } } as const, empty],
    ['answers without such keys', asJson, '{ "a" : "" }'],
    ['filled ones', asJson, '{ "title" : "x" }'],
    ['what is no JSON', asJson, 'I cannot say.'],
    ['what has to be repaired', asJson, "{'title': ''}"],
  ])('J6 leaves %s untouched', async (_, sent, text) => {
    const inner = scriptedTransport([text]);
    const response = await requireNonemptyKeys(inner, ['title']).complete(sent, contextWith());
    expect(response.choices[0]?.message.content).toBe(text);
    expect(response.scillm.json).toBeUndefined();
    expect(inner.calls[0]?.request).toBe(sent);
  });

  it('J4 J6 leaves cut answers untouched', async () => {
    const cut = empty.slice(0, -1);
    const transport = requireNonemptyKeys(scriptedTransport([cutAfter(cut)]), ['title']);
    const response = await transport.complete(asJson, contextWith());
    expect(response.choices[0]?.message.content).toBe(cut);
  });

  it('is the transport itself where there are none', () => {
    const inner = scriptedTransport([empty]);
    expect(requireNonemptyKeys(inner, [])).toBe(inner);
  });

  it('adds to what strict JSON says of the answer', async () => {
    const inner = strictJson(scriptedTransport(['Here: {"city":""}']), { schema: citySchema });
    const transport = requireNonemptyKeys(inner, ['city']);
    const { scillm } = await transport.complete(asJson, contextWith());
    const ops = scillm.json?.repairs.map(({ op }) => op);
    expect([ops?.at(-1), scillm.json?.rung]).toEqual(['nonempty_null', 'json_schema']);
    expect(ops?.length).toBeGreaterThan(1);
  });

  it('passes streams as they are, unless they are held', async () => {
    const transport = requireNonemptyKeys(scriptedTransport([empty], { pool: 'p' }), ['title']);
    expect([transport.id, transport.pool]).toEqual(['scripted', 'p']);
    const textOf = async (streamMode: 'hold' | 'commit', sent = asJson) => {
      const stream = await transport.stream(sent, contextWith({ streamMode }));
      return (await collect(stream)).choices[0]?.message.content;
    };
    expect(await textOf('commit')).toBe(empty);
    expect(JSON.parse((await textOf('hold')) ?? '')).toEqual({ title: null, a: { title: '' } });
  });
});
