import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallMeta } from '../chat/call-meta.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ChatResponse } from '../chat/chat-response.ts';
import { collect } from './collect.ts';
import { completionChunks } from './completion-chunks.ts';

const META: CallMeta = {
  servedBy: 'chutes',
  servedModel: 'chutes/m',
  authStyle: 'bearer',
  routing: 'direct',
  attempts: [],
  attemptCount: 0,
};

async function* chunks(...parts: readonly object[]): AsyncGenerator<ChatChunk, undefined> {
  for (const part of parts) {
    yield {
      id: 'x',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [],
      ...part,
    };
  }
  return undefined;
}

const delta = (fields: object, finish_reason: string | null = null, index = 0, more = {}) => ({
  choices: [{ index, delta: fields, finish_reason, ...more }],
});
const LAST = { scillm: META };

async function messageOf(...fields: readonly object[]) {
  const pieces = fields.map((piece) => delta(piece));
  const { choices } = await collect(chunks(...pieces, delta({}, 'stop'), LAST));
  return choices[0]?.message;
}

describe('collect', () => {
  it('S10 adds up text, refusals and reasoning, and takes usage and meta of the last chunk', async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const pieces = [
      delta({ role: 'assistant', content: '', refusal: null }),
      delta({ reasoning_content: 'h' }),
      delta({ reasoning_content: 'm', content: 'a' }),
      { ...delta({ content: 'b' }), usage: null },
      delta({}, 'stop'),
    ];
    expect(await collect(chunks(...pieces, { ...LAST, usage }))).toEqual({
      id: 'x',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'ab', refusal: null, reasoning_content: 'hm' },
          finish_reason: 'stop',
        },
      ],
      usage,
      scillm: META,
    });
  });

  it('S10 leaves usage out where none came', async () => {
    expect(await collect(chunks(delta({ content: 'a' }, 'stop'), LAST))).not.toHaveProperty(
      'usage',
    );
  });

  it('adds up tool calls by index, and says null for no text', async () => {
    const part = (index: number, fields: object) => ({ index, ...fields });
    const message = await messageOf(
      {
        content: '',
        tool_calls: [
          part(1, { id: 'b', type: 'function', function: { name: 'g', arguments: '' } }),
        ],
      },
      { tool_calls: [part(0, { id: 'a', function: { name: 'f', arguments: '{"x"' } })] },
      {
        tool_calls: [
          part(0, { id: 'a', function: { name: 'f', arguments: ':1}' } }),
          part(1, { function: { arguments: '{}' } }),
        ],
      },
    );
    expect(message).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
        { id: 'b', type: 'function', function: { name: 'g', arguments: '{}' } },
      ],
    });
  });

  it('adds up the old function call, and fields it does not know', async () => {
    const message = await messageOf(
      { function_call: { name: 'f', arguments: '{' }, reasoning: 'a', annotations: [1], seen: 1 },
      { function_call: { arguments: '}' }, reasoning: 'b', annotations: [2], seen: 2 },
    );
    expect(message).toEqual({
      role: 'assistant',
      content: null,
      function_call: { name: 'f', arguments: '{}' },
      reasoning: 'ab',
      annotations: [1, 2],
      seen: 2,
    });
  });

  it('adds up log probabilities', async () => {
    const more = (content: readonly string[]) => ({ logprobs: { content, refusal: null } });
    const pieces = [
      delta({ content: 'a' }, null, 0, more(['a'])),
      delta({ content: 'b' }, 'stop', 0, more(['b'])),
    ];
    const { choices } = await collect(chunks(...pieces, LAST));
    expect(choices[0]?.logprobs).toEqual({ content: ['a', 'b'], refusal: null });
  });

  it('keeps choices apart and orders them', async () => {
    const pieces = [
      delta({ content: 'b' }, null, 1),
      delta({ content: 'a' }, 'stop'),
      delta({}, 'length', 1),
    ];
    const { choices } = await collect(chunks(...pieces, LAST));
    expect(
      choices.map(({ index, message, finish_reason }) => [index, message.content, finish_reason]),
    ).toEqual([
      [0, 'a', 'stop'],
      [1, 'b', 'length'],
    ]);
  });

  it('changes no chunk, and gives no object another prototype', async () => {
    const call = JSON.parse('{"name":"f","__proto__":{"arguments":"bad"}}');
    const parts = [delta({ tags: ['a'], function_call: call }), delta({ tags: ['b'] }, 'stop')];
    const before = JSON.stringify(parts);
    const { choices } = await collect(chunks(...parts, LAST));
    expect(JSON.stringify(parts)).toBe(before);
    expect(choices[0]?.message.function_call?.arguments).toBeUndefined();
  });

  it.each([
    ['nothing', []],
    ['no last chunk', [delta({ content: 'a' }, 'stop')]],
    ['no finish', [delta({ content: 'a' }), LAST]],
  ])('S5 rejects a stream with %s', async (_, parts) => {
    await expect(collect(chunks(...parts))).rejects.toMatchObject({
      code: 'stream_cut',
      reason: 'no_finish',
    });
  });

  it('rejects with the error of the stream', async () => {
    const error = new Error('cut');
    const stream = (async function* (): AsyncGenerator<ChatChunk> {
      yield* chunks(delta({ content: 'a' }));
      throw error;
    })();
    await expect(collect(stream)).rejects.toBe(error);
  });
});

const json = fc.jsonValue({ maxDepth: 2 });
const call = fc.oneof(
  fc.record({
    id: fc.string({ minLength: 1 }),
    type: fc.constant('function' as const),
    function: fc.record({ name: fc.string(), arguments: fc.string() }),
  }),
  fc.record({
    id: fc.string({ minLength: 1 }),
    type: fc.constant('custom' as const),
    custom: fc.record({ name: fc.string(), input: fc.string() }),
  }),
);
const message = fc.record(
  {
    role: fc.constant('assistant' as const),
    content: fc.option(fc.string({ minLength: 1 })),
    refusal: fc.option(fc.string()),
    reasoning_content: fc.option(fc.string()),
    annotations: fc.array(json),
    function_call: fc.record({ name: fc.string(), arguments: fc.string() }),
    tool_calls: fc.array(call, { minLength: 1 }),
  },
  { requiredKeys: ['role', 'content'] },
);
const tokens = fc.array(fc.record({ token: fc.string(), logprob: fc.double({ noNaN: true }) }));
const choice = fc.record(
  {
    message,
    finish_reason: fc.constantFrom('stop', 'length', 'tool_calls'),
    logprobs: fc.option(fc.record({ content: fc.option(tokens), refusal: fc.option(tokens) })),
  },
  { requiredKeys: ['message', 'finish_reason'] },
);
const response = fc
  .record(
    {
      id: fc.string(),
      object: fc.constant('chat.completion'),
      created: fc.nat(),
      model: fc.string(),
      choices: fc.array(choice, { minLength: 1, maxLength: 3 }),
      usage: fc.record({
        prompt_tokens: fc.nat(),
        completion_tokens: fc.nat(),
        total_tokens: fc.nat(),
      }),
      system_fingerprint: fc.string(),
      service_tier: fc.constantFrom('auto', null),
      provider_output: fc.constant({ perplexity: { citations: ['a'] } }),
      scillm: fc.constant(META),
    },
    { requiredKeys: ['id', 'object', 'created', 'model', 'choices', 'scillm'] },
  )
  .map(({ choices, ...rest }) => ({
    ...rest,
    choices: choices.map((one, index) => ({ index, ...one })),
  }));

it('S10 gives any answer back that completionChunks took apart', async () => {
  await fc.assert(
    fc.asyncProperty(response, async (answer) => {
      const stream = completionChunks(answer as unknown as ChatResponse);
      expect(await collect(stream)).toEqual(answer);
    }),
  );
});
