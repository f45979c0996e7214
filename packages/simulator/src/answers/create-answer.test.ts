import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkedSchema } from '../../test/schema-arbitrary.ts';
import { readChat } from '../chat/read-chat.ts';
import type { Answer } from './answer.ts';
import { createAnswer } from './create-answer.ts';
import { createSeeded } from './seeded.ts';

/** Answers a user's text, under further fields of the request. */
function answered(text: string, fields: object = {}, seed = 0): Answer {
  const chat = readChat({ model: 'm', messages: [{ role: 'user', content: text }], ...fields });
  if ('status' in chat) throw new Error(chat.message);
  return createAnswer(chat, createSeeded(seed));
}

const content = (text: string, fields: object = {}): string => answered(text, fields).content ?? '';
const json = (text: string, fields: object): unknown => JSON.parse(content(text, fields));

function tool(name: string, properties: object): object {
  const parameters = { type: 'object', properties, required: Object.keys(properties) };
  return { type: 'function', function: { name, parameters } };
}

function asking(schema: object): object {
  return {
    response_format: { type: 'json_schema', json_schema: { name: 'x', strict: true, schema } },
  };
}

const OBJECT = { response_format: { type: 'json_object' } };
const TOOLS = [tool('ack', { ok: { type: 'boolean' } }), tool('run', { code: { type: 'string' } })];

describe('step 1: tools', () => {
  it('calls the tool the text names, else the first, else none', () => {
    expect(answered('Call ack with ok=true', { tools: TOOLS }).toolCall).toEqual({
      name: 'ack',
      arguments: '{"ok":true}',
    });
    const code = 'Use `run` on this:\n```js\nconsole.log(6*7)\n```';
    expect(answered(code, { tools: TOOLS }).toolCall).toEqual({
      name: 'run',
      arguments: JSON.stringify({ code: 'console.log(6*7)' }),
    });
    expect(answered('Hello', { tools: TOOLS }).toolCall?.name).toBe('ack');
    expect(answered('Call ack', { tools: TOOLS, tool_choice: 'none' }).toolCall).toBeNull();
  });

  it('obeys a forced tool, and fills the rest from the schema', () => {
    const forced = { type: 'function', function: { name: 'run' } };
    const { toolCall, finish } = answered('Call ack', { tools: TOOLS, tool_choice: forced });
    expect([toolCall?.name, finish]).toEqual(['run', 'tool_calls']);
    expect(JSON.parse(toolCall?.arguments ?? '')).toEqual({ code: expect.any(String) });
  });

  it('reads typed arguments, quoted ones with blanks', () => {
    const all = { n: { type: 'integer' }, name: { type: 'string' }, unit: { enum: ['km', 'mi'] } };
    const text = 'go with n=42 name="two words" unit=mi, please';
    const call = answered(text, { tools: [tool('go', all)] }).toolCall;
    expect(JSON.parse(call?.arguments ?? '')).toEqual({ n: 42, name: 'two words', unit: 'mi' });
  });

  it('tells what the tool returned, once it has', () => {
    const called = { id: 'c1', type: 'function', function: { name: 'ack', arguments: '{}' } };
    const messages = [
      { role: 'user', content: 'Call ack' },
      { role: 'assistant', content: null, tool_calls: [called] },
      { role: 'tool', tool_call_id: 'c1', content: 'done well' },
    ];
    expect(content('', { messages, tools: TOOLS })).toBe('Tool ack returned: done well');
  });
});

describe('step 2: verbatim', () => {
  it.each([
    ['Return only {"ok": true} as JSON.', '{"ok": true}'],
    ['Return only {"a": {"b": "}"}} and stop', '{"a": {"b": "}"}}'],
    ['return only [1, 2] now', '[1, 2]'],
    ['Reply with exactly "two  words!".', 'two  words!'],
    ['Say OK-A', 'OK-A'],
    ['In one word, say OK', 'OK'],
    ['Say OK. Then stop.', 'OK'],
    ['Say "hello there" to them', 'hello there'],
    ['Say version 1.5 works', 'version 1.5 works'],
    ['Say OK\nand more', 'OK'],
  ])('answers %j with %j', (text, expected) => {
    expect(content(text)).toBe(expected);
  });

  it('gives way to the form asked for', () => {
    expect(json('Return only {"ok": true} as JSON.', OBJECT)).toEqual({ ok: true });
    expect(json('Say OK', OBJECT)).toEqual({ answer: expect.any(String) });
    const schema = { type: 'object', properties: { ok: { const: true } }, required: ['ok'] };
    expect(content('Return only {"ok": true}', asking(schema))).toBe('{"ok": true}');
    expect(json('Return only {"ok": false}', asking(schema))).toEqual({ ok: true });
  });
});

describe('step 3: json_schema', () => {
  it('takes what the text says, and seeds the rest', () => {
    const schema = {
      type: 'object',
      properties: { title: { type: 'string' }, year: { type: 'integer' }, ok: { type: 'boolean' } },
      required: ['title', 'year', 'ok'],
    };
    const value = json('title: The Dispossessed\nyear: 1974, and so on', asking(schema));
    expect(value).toEqual({ title: 'The Dispossessed', year: 1974, ok: expect.any(Boolean) });
  });

  it('validates, whatever the text says', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('Say OK', 'a: 7, b: x', 'Return only {}', '17 + 25', 'c="d" e=null'),
    );
    fc.assert(
      fc.property(checkedSchema, text, fc.nat(), ({ schema, check }, said, seed) => {
        const answer = answered(said, asking(schema), seed).content ?? '';
        expect(check(JSON.parse(answer))).toBe(true);
      }),
      { numRuns: 300, seed: 2 },
    );
  });
});

describe('step 4: json_object', () => {
  it('answers the keys the text names', () => {
    const keys = (text: string) => Object.keys(json(text, OBJECT) as object);
    expect(keys('Give JSON with keys title, year and author.')).toEqual([
      'title',
      'year',
      'author',
    ]);
    expect(keys('Answer as {"city": "...", "size": 0}')).toEqual(['city', 'size']);
    expect(json('JSON please: title: Dune, year: 1965', OBJECT)).toEqual({
      title: 'Dune',
      year: 1965,
    });
    expect(json('What is 17 + 25?', OBJECT)).toEqual({ answer: '42' });
  });
});

describe('step 6: the rest', () => {
  it.each([
    ['What is 17 + 25?', '42'],
    ['6*7', '42'],
    ['0.1 + 0.2', '0.3'],
    ['10 - 12', '-2'],
    ['9 / 4 of it', '2.25'],
  ])('works out %j', (text, expected) => {
    expect(content(text)).toBe(expected);
  });

  it('says 8 hex digits and the first 12 words of anything else', () => {
    const words = 'a b c d e f g h i j k l m n';
    expect(content(words)).toMatch(/^sim: [0-9a-f]{8} a b c d e f g h i j k l$/u);
    expect(content('on 2026-11-22, 1 / 0')).toMatch(/^sim: [0-9a-f]{8} on 2026-11-22, 1 \/ 0$/u);
    expect(content('')).toMatch(/^sim: [0-9a-f]{8}$/u);
  });

  it('differs by seed', () => {
    expect(answered('hello', {}, 1)).not.toEqual(answered('hello', {}, 2));
  });
});

describe('max_tokens', () => {
  it('cuts with finish length, and splits no character', () => {
    expect(answered('Say one two three', { max_tokens: 2 })).toMatchObject({
      content: 'one two ',
      finish: 'length',
    });
    expect(content('Say ab🙂cd', { max_completion_tokens: 1 })).toBe('ab');
    expect(answered('Say OK', { max_tokens: 1 }).finish).toBe('stop');
    const { toolCall, finish } = answered('Call ack with ok=true', { tools: TOOLS, max_tokens: 2 });
    expect([toolCall?.arguments, finish]).toEqual(['{"ok":tr', 'length']);
  });
});
