import { isLong } from '@scillm/vitest/parts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../answer/collect.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import {
  chunk,
  delta,
  finish,
  LAST,
  META,
  read,
  restart,
  say,
  scriptedStream,
} from './__fixtures__/scripted-stream.ts';
import { untilCommit } from './until-commit.ts';
import { withholdToolCalls } from './withhold-tool-calls.ts';

const piece = (index: number, fields: object) => ({ index, ...fields });
const calls = (...tool_calls: readonly object[]): ChatChunk => delta({ tool_calls });
const F_BEGINS = piece(0, { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x' } });
const F_ENDS = piece(0, { function: { arguments: '":1}' } });
const G = piece(1, { id: 'b', type: 'function', function: { name: 'g', arguments: '{}' } });
const F_WHOLE = piece(0, {
  id: 'a',
  type: 'function',
  function: { name: 'f', arguments: '{"x":1}' },
});

const passing = (...chunks: readonly ChatChunk[]) =>
  read(withholdToolCalls(scriptedStream(chunks)));

describe('withholdToolCalls', () => {
  it('S7 hands out each call whole, in a chunk of its own, then the finish, then the last chunk', async () => {
    const { chunks, error } = await passing(
      say('Hm'),
      calls(F_BEGINS, G),
      calls(F_ENDS),
      finish('tool_calls'),
      LAST,
    );
    expect(error).toBeUndefined();
    expect(chunks).toEqual([say('Hm'), calls(F_WHOLE), calls(G), finish('tool_calls'), LAST]);
  });

  it('S7 passes chunks of a stream without calls on as they are', async () => {
    const source = [say('a'), chunk(), say('b'), finish(), LAST];
    const { chunks } = await passing(...source);
    expect(chunks.every((each, at) => each === source[at])).toBe(true);
    expect(chunks).toHaveLength(source.length);
  });

  it('S7 passes text between and beside calls at once', async () => {
    const stream = withholdToolCalls(
      scriptedStream([
        delta({ role: 'assistant', content: null, tool_calls: [F_BEGINS] }),
        say('a'),
        delta({ content: 'b', tool_calls: [F_ENDS] }),
        delta({ content: 'c' }, 'tool_calls'),
        LAST,
      ]),
    );
    const { chunks } = await read(stream);
    expect(chunks.map(({ choices }) => choices[0])).toEqual([
      { index: 0, delta: { role: 'assistant', content: null }, finish_reason: null },
      { index: 0, delta: { content: 'a' }, finish_reason: null },
      { index: 0, delta: { content: 'b' }, finish_reason: null },
      { index: 0, delta: { content: 'c' }, finish_reason: null },
      { index: 0, delta: { tool_calls: [F_WHOLE] }, finish_reason: null },
      { index: 0, delta: {}, finish_reason: 'tool_calls' },
      undefined,
    ]);
  });

  it('S7 keeps back the old function call too', async () => {
    const { chunks } = await passing(
      delta({ function_call: { name: 'f', arguments: '{' } }),
      delta({ function_call: { arguments: '}' } }),
      finish('function_call'),
      LAST,
    );
    expect(chunks).toEqual([
      delta({ function_call: { name: 'f', arguments: '{}' } }),
      finish('function_call'),
      LAST,
    ]);
  });

  it('S7 waits for every choice: what finished well is not seen if another one breaks', async () => {
    const error = new Error('cut');
    const chunks = [calls(F_BEGINS), calls(F_ENDS), finish('tool_calls'), say('b', 1)];
    const all = await read(withholdToolCalls(scriptedStream(chunks, { error })));
    expect(all).toEqual({ chunks: [say('b', 1)], error });
  });

  it('S7 lets the finish of a choice without calls pass at once', async () => {
    const stream = withholdToolCalls(
      scriptedStream([calls(F_BEGINS, G), finish('stop', 1)], { error: new Error('cut') }),
    );
    expect((await read(stream)).chunks).toEqual([finish('stop', 1)]);
  });

  it.each([
    ['in a call', [calls(F_BEGINS)]],
    ['after a call', [calls(F_BEGINS), calls(F_ENDS)]],
    ['after the finish', [calls(F_BEGINS), calls(F_ENDS), finish('tool_calls')]],
  ])('S7 shows no call of a stream that breaks %s', async (_, chunks) => {
    const error = new Error('cut');
    const stream = withholdToolCalls(scriptedStream([say('a'), ...chunks], { error }));
    expect(await read(stream)).toEqual({ chunks: [say('a')], error });
    expect((await read(stream)).chunks).toEqual([]);
  });

  it('S7 shows no call after the error of a stream that then says it is over', async () => {
    const stream = withholdToolCalls(
      (async function* (): AsyncGenerator<ChatChunk, undefined> {
        yield* [calls(F_BEGINS), calls(F_ENDS), finish('tool_calls')];
        throw new Error('cut');
      })(),
    );
    const iterator = stream[Symbol.asyncIterator]();
    await expect(iterator.next()).rejects.toThrow('cut');
    await expect(iterator.next()).rejects.toThrow('cut');
  });

  it('S7 throws for a stream of calls that ends without its last chunk', async () => {
    const { chunks, error } = await passing(calls(F_BEGINS), calls(F_ENDS), finish('tool_calls'));
    expect(chunks).toEqual([]);
    expect(error).toMatchObject({ code: 'stream_cut', reason: 'no_finish' });
  });

  it('S7 gives no call of a choice that never finished', async () => {
    expect((await passing(calls(F_BEGINS), LAST)).chunks).toEqual([LAST]);
  });

  it('S6 throws away what it kept at a restart, and passes the restart', async () => {
    const { chunks } = await passing(
      say('a'),
      calls(F_BEGINS),
      restart(),
      calls(G),
      finish('tool_calls'),
      LAST,
    );
    expect(chunks).toEqual([
      say('a'),
      restart(),
      calls({ ...G, index: 0 }),
      finish('tool_calls'),
      LAST,
    ]);
  });

  it('S6 commits a stream of nothing but calls when they are let go', async () => {
    const source = scriptedStream([calls(F_BEGINS), calls(F_ENDS), finish('tool_calls'), LAST]);
    const stream = await untilCommit(withholdToolCalls(source));
    expect(source.reads).toBe(4);
    expect((await read(stream)).chunks).toEqual([calls(F_WHOLE), finish('tool_calls'), LAST]);
  });

  it('S11 leaves its source when it is left, and S12 reads no further than its reader', async () => {
    const source = scriptedStream([say('a'), say('b'), calls(F_BEGINS)]);
    for await (const _ of withholdToolCalls(source)) break;
    expect([source.reads, source.leaves]).toEqual([1, 1]);
  });

  it('answers several reads at a time in their order', async () => {
    const source = [say('a'), calls(F_BEGINS), calls(F_ENDS), say('b'), finish('tool_calls'), LAST];
    const iterator = withholdToolCalls(scriptedStream(source))[Symbol.asyncIterator]();
    const results = await Promise.all(Array.from({ length: 6 }, () => iterator.next()));
    expect(results.map(({ value }) => value)).toEqual([
      say('a'),
      say('b'),
      calls(F_WHOLE),
      finish('tool_calls'),
      LAST,
      undefined,
    ]);
  });
});

const id = fc.constantFrom('a', 'b', undefined);
const text = fc.string({ maxLength: 4 });
const callPiece = fc.record(
  {
    index: fc.nat({ max: 2 }),
    id,
    function: fc.record({ name: text, arguments: text }, { requiredKeys: [] }),
  },
  { requiredKeys: ['index'] },
);
const deltaOf = fc.record(
  {
    role: fc.constant('assistant'),
    content: fc.option(text),
    refusal: fc.option(text),
    reasoning_content: text,
    tool_calls: fc.array(callPiece, { minLength: 1, maxLength: 3 }),
    function_call: fc.record({ name: text, arguments: text }),
  },
  { requiredKeys: [] },
);
const choice = fc
  .tuple(fc.nat({ max: 1 }), deltaOf, fc.option(fc.array(text, { maxLength: 2 })))
  .map(([index, fields, tokens]) => ({
    index,
    delta: fields,
    finish_reason: null,
    logprobs: tokens === null ? null : { content: tokens, refusal: null },
  }));
const extra = fc.record(
  { system_fingerprint: text, usage: fc.constant(null), provider_output: fc.constant({ p: {} }) },
  { requiredKeys: [] },
);
const streamOf = fc
  .array(fc.tuple(fc.array(choice, { maxLength: 2 }), extra), { minLength: 1, maxLength: 8 })
  .map((parts) => {
    const said = parts.map(([choices, more]) => chunk({ choices, ...more }));
    const seen = new Set(said.flatMap(({ choices }) => choices.map(({ index }) => index)));
    const logprobs = null;
    const ends = [...seen].map((index) =>
      chunk({ choices: [{ index, delta: {}, finish_reason: 'stop', logprobs }] }),
    );
    return [...said, ...ends, chunk({ scillm: META })];
  });

it('S10 adds up to the same answer with calls kept back', async () => {
  await fc.assert(
    fc.asyncProperty(streamOf, async (chunks) => {
      const plain = await collect(scriptedStream(chunks));
      expect(await collect(withholdToolCalls(scriptedStream(chunks)))).toEqual(plain);
    }),
    { numRuns: isLong ? 10_000 : 500 },
  );
});
